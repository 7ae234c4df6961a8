/** Before the one line that says how it ended; anything else is for people. */
export const resultMark = '@@SLIPWAY_RESULT@@ ';

/**
 * Imports the file as Modal's command line does, deploys its app and says how that ended as JSON. Arguments: path of
 * the file, name of the app, environment, tag, strategy. Run with `python -c`: nothing is left on the disk, and the
 * folder it runs in does not stand in for Python’s own modules.
 */
export const driver = String.raw`
import sys
sys.path = [folder for folder in sys.path if folder not in ("", ".")]
import importlib.util, json, os, traceback

def emit(result):
    print("${resultMark}" + json.dumps(result), flush=True)

def line_of(error, path):
    if isinstance(error, SyntaxError) and error.filename == path:
        return error.lineno
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == path]
    return lines[-1] if lines else None

def main(path, name, environment, tag, strategy):
    import modal
    sys.dont_write_bytecode = True
    sys.path.insert(0, os.path.dirname(path))
    module_name = os.path.splitext(os.path.basename(path))[0]
    spec = importlib.util.spec_from_file_location(module_name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    spec.loader.exec_module(module)
    if not isinstance(getattr(module, "app", None), modal.App):
        raise TypeError("The file has no modal.App with the name app.")
    with modal.enable_output():
        module.app.deploy(name=name, environment_name=environment or None, tag=tag, strategy=strategy)
    return {"ok": True, "app_id": module.app.app_id, "client": modal.__version__}

arguments = sys.argv[1:6]
try:
    emit(main(*arguments))
except BaseException as error:
    emit({"ok": False, "type": type(error).__name__, "message": str(error), "line": line_of(error, arguments[0])})
    sys.exit(1)
`;

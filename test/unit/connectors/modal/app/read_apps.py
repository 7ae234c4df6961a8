"""Reads generated app files as Python does. In: a JSON list of texts; out: a JSON list of what each one is and does."""

import io
import json
import sys
import tokenize
import types

calls = []


def call(name, args=(), kwargs=None):
    calls.append([name, list(args), kwargs or {}])


class Named:
    """An image, a volume or a secret: remembered as the way it was made."""

    def __init__(self, made):
        self.made = made

    def __getattr__(self, name):
        return lambda *args, **kwargs: Named([*self.made, [name, list(args), kwargs]])


def maker(kind, method):
    return type(kind, (), {method: staticmethod(lambda *a, **k: Named([[f"{kind}.{method}", list(a), k]]))})


def decorator(name):
    def make(*args, **kwargs):
        def decorate(target):
            call(name, args, kwargs)
            return target

        return decorate

    return make


class App:
    def __init__(self, *args, **kwargs):
        call("App", args, kwargs)

    function = staticmethod(decorator("app.function"))
    server = staticmethod(decorator("app.server"))


def fake_modal():
    modal = types.ModuleType("modal")
    modal.App = App
    modal.Image = maker("Image", "from_registry")
    modal.Volume = maker("Volume", "from_name")
    modal.Secret = maker("Secret", "from_name")
    for name in ("concurrent", "web_server", "enter", "exit"):
        setattr(modal, name, decorator(name))
    return modal


class Process:
    def __init__(self, command, **kwargs):
        call("Popen", [command], kwargs)

    def terminate(self):
        call("terminate")


def plain(value):
    return value.made if isinstance(value, Named) else repr(value)


def paired(value):
    """Objects as lists of pairs: Node 24 reads an escaped name of one character as a backslash now and then."""
    if isinstance(value, dict):
        return {"pairs": [[key, paired(each)] for key, each in value.items()]}
    return [paired(each) for each in value] if isinstance(value, list) else value


def read(text):
    calls.clear()
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    strings = [t.string for t in tokens if t.type == tokenize.STRING]
    others = [t.string for t in tokens if t.type != tokenize.STRING]
    module = {"__name__": "app_file"}
    exec(compile(text, "app_file.py", "exec"), module)
    if "serve" in module:
        module["serve"]()
    else:
        server = module["Server"]()
        server.start()
        server.stop()
    return {"cfg": module["CFG"], "strings": strings, "others": others, "calls": json.loads(json.dumps(calls, default=plain))}


sys.modules["modal"] = fake_modal()
subprocess = types.ModuleType("subprocess")
subprocess.Popen = Process
sys.modules["subprocess"] = subprocess
json.dump(paired([read(text) for text in json.load(sys.stdin)]), sys.stdout)

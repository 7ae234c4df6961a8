/**
 * The Python of an app. It is the same for everyone: what a person chose stands in the JSON between head and tail
 * and nowhere else, so nothing that they typed is ever code. The order of the decorators is Modal's rule.
 */
const head = String.raw`"""An OpenAI-compatible vLLM server on Modal. Slipway wrote this file; it is yours to change.

Deploy it by hand:     python -m modal deploy <this file>
What can be set:       the JSON below
When Slipway returns:  it compares, shows you the difference and asks before it replaces your version

Modal imports this file twice, here and in each container, so it must not need anything else of this machine.
"""

import json
import subprocess

import modal

CFG = json.loads(
    r'''
`;

const common = String.raw`
'''
)

# vLLM's own image. Modal starts containers with "python", which that image only has as "python3".
image = (
    modal.Image.from_registry(CFG["image"])
    .entrypoint([])
    .run_commands("ln -sf $(command -v python3) /usr/local/bin/python")
    .env({"HF_XET_HIGH_PERFORMANCE": "1"})
)

# Weights and compiled kernels are kept between containers, so that only the first one downloads and compiles.
volumes = {
    "/root/.cache/huggingface": modal.Volume.from_name(CFG["hf_cache_volume"], create_if_missing=True),
    "/root/.cache/vllm": modal.Volume.from_name(CFG["vllm_cache_volume"], create_if_missing=True),
}
if CFG["adapter_volume"]:
    volumes["/adapters"] = modal.Volume.from_name(CFG["adapter_volume"])

# Keys stay in Modal's secrets; here are only their names.
secrets = [modal.Secret.from_name(name) for name in CFG["secrets"]]
if CFG["hf_secret"]:
    secrets.append(modal.Secret.from_name(CFG["hf_secret"], required_keys=["HF_TOKEN"]))

app = modal.App(CFG["app"], tags=CFG["tags"])


def start_vllm():
    """Starts the server without waiting for it. The command is a list, so no shell reads it."""
    command = ["vllm", "serve", CFG["model"], "--host", "0.0.0.0", "--port", str(CFG["port"])]
    command += ["--tensor-parallel-size", str(CFG["tensor_parallel"])]
    if CFG["revision"]:
        command += ["--revision", CFG["revision"]]
    if CFG["loras"]:
        command += ["--enable-lora", "--max-lora-rank", str(CFG["max_lora_rank"])]
        command += ["--lora-modules", *[json.dumps(lora) for lora in CFG["loras"]]]
    command += ["--served-model-name", *CFG["served"]]
    command += ["--uvicorn-log-level", "info", *CFG["args"]]
    return subprocess.Popen(command)

`;

const web = String.raw`
@app.function(
    image=image,
    gpu=CFG["gpu"],
    cpu=CFG["cpu"],
    memory=CFG["memory"],
    volumes=volumes,
    secrets=secrets,
    env=CFG["env"],
    min_containers=CFG["min"],
    max_containers=CFG["max"],
    buffer_containers=CFG["buffer"],
    scaledown_window=CFG["scaledown"],
    timeout=CFG["timeout"],
    startup_timeout=CFG["startup"],
    region=CFG["region"] or None,
)
@modal.concurrent(max_inputs=CFG["max_inputs"], target_inputs=CFG["target_inputs"])
@modal.web_server(CFG["port"], startup_timeout=CFG["startup"], requires_proxy_auth=CFG["proxy_auth"])
def serve():
    start_vllm()
`;

const server = String.raw`
@app.server(
    image=image,
    gpu=CFG["gpu"],
    cpu=CFG["cpu"],
    memory=CFG["memory"],
    volumes=volumes,
    secrets=secrets,
    env=CFG["env"],
    port=CFG["port"],
    startup_timeout=CFG["startup"],
    target_concurrency=CFG["target_inputs"] or CFG["max_inputs"],
    min_containers=CFG["min"],
    max_containers=CFG["max"],
    buffer_containers=CFG["buffer"],
    scaledown_window=CFG["scaledown"],
    routing_region=CFG["routing_region"],
    compute_region=CFG["region"] or None,
    unauthenticated=not CFG["proxy_auth"],
)
class Server:
    @modal.enter()
    def start(self):
        self.process = start_vllm()

    @modal.exit()
    def stop(self):
        self.process.terminate()
`;

export const template = {
  beforeSettings: head,
  afterSettings: { web: common + web, server: common + server },
} as const;

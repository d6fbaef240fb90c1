"""The app for Home Assistant: its image, started as the Supervisor starts it, beside a stand-in of that.

The start is that of the Supervisor's own `docker/app.py`: its network and addresses, a folder of root as
`/data` with the options in it, the token, a host name, Docker's init, no published port.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.test_containers.containers import IMAGE, PROJECT, docker
from tests.fakes.supervisor import TOKEN
from wyoming_morgan import __version__
from wyoming_morgan.supervisor.supervisor import INGRESS_PROXY

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDER = CHECKOUT / "deploy" / "home_assistant_app"
APP, SUPERVISOR, NETWORK = f"{PROJECT}-app", f"{PROJECT}-supervisor", f"{PROJECT}-hassio"
APP_IMAGE = f"{PROJECT}-app:{__version__}"
SUBNET, APPS, GATEWAY = "172.30.32.0/23", "172.30.33.0/24", "172.30.32.1"
OPTIONS = {"languages": ["en", "de"], "models": ["faster-whisper/none-such"], "log_level": "info"}
_WITHIN_SECONDS = 240
_DISCOVERED = ["tcp://local-morgan:10300", "http://local-morgan:8000"]

Expect = Callable[[str, object, object], None]


class App:
    """The containers of one try; `folder` becomes the app's data and configuration."""

    def __init__(self, folder: Path) -> None:
        self._data, self._config = folder / "app-data", folder / "app-config"
        for made in (self._data, self._config):
            made.mkdir()

    def build(self) -> int:
        """Build the image on top of Morgan's and return its size in bytes."""
        name = IMAGE.partition(":")[0]
        docker("tag", IMAGE, f"{name}:{__version__}")
        arguments = [f"MORGAN_IMAGE={name}", f"BUILD_VERSION={__version__}", "BUILD_ARCH=amd64"]
        flags = [flag for argument in arguments for flag in ("--build-arg", argument)]
        docker("build", "--quiet", *flags, "--tag", APP_IMAGE, str(FOLDER))
        docker("network", "create", "--subnet", SUBNET, "--ip-range", APPS, "--gateway", GATEWAY, NETWORK)
        return int(docker("image", "inspect", "--format", "{{.Size}}", APP_IMAGE))

    def run(self) -> dict[str, Any]:
        """Start the stand-in and the app, and return what the former saw."""
        self._write_options()
        docker(
            *("run", "--detach", "--name", SUPERVISOR, "--network", NETWORK, "--ip", INGRESS_PROXY),
            *("--user", "root", "--volume", f"{CHECKOUT}:/checkout:ro", "--env", "PYTHONPATH=/checkout"),
            *("--entrypoint", "/opt/morgan/bin/python", IMAGE, "-m", "scripts.test_containers.stand_in"),
        )
        docker(
            *("run", "--detach", "--init", "--name", APP, "--hostname", "local-morgan"),
            *("--network", NETWORK, "--network-alias", "local-morgan"),
            *("--add-host", f"supervisor:{INGRESS_PROXY}", "--add-host", f"hassio:{INGRESS_PROXY}"),
            *("--env", "TZ=Europe/Berlin", "--env", f"SUPERVISOR_TOKEN={TOKEN}"),
            *("--volume", f"{self._data}:/data", "--volume", f"{self._config}:/config:ro"),
            *("--tmpfs", "/tmp", "--tmpfs", "/dev/shm"),  # noqa: S108 - folders of the container
            *("--security-opt", "seccomp=unconfined"),
            *("--oom-score-adj", "200", APP_IMAGE),
        )
        code = int(docker("wait", SUPERVISOR))
        if code:
            raise subprocess.CalledProcessError(code, "the stand-in of the Supervisor")
        seen: dict[str, Any] = json.loads(docker("logs", SUPERVISOR).splitlines()[-1])
        docker("rm", SUPERVISOR)
        return seen

    def user(self) -> str:
        """Return the user that Morgan runs as."""
        script = "for file in /proc/[0-9]*/status; do ! grep -q ^Name:.morgan $file || grep ^Uid $file; done"
        return " ".join(sorted(set(docker("exec", APP, "sh", "-c", script).split()[1:])))

    def source(self, name: str) -> str:
        """Return what set a setting."""
        shown = json.loads(docker("exec", "--user", "10300", APP, "morgan", "config", "show", "--json"))
        return str(shown["settings"][name]["source"])

    def from_elsewhere(self) -> int:
        """Return the status for another app that says to be the owner."""
        script = (
            "import urllib.request as r, urllib.error as e\n"
            "q = r.Request('http://local-morgan:8000/api/text', b'{}', {'X-Remote-User-Id': 'owner'})\n"
            "try: print(r.urlopen(q).status)\nexcept e.HTTPError as f: print(f.code)"
        )
        python = ("--entrypoint", "/opt/morgan/bin/python", IMAGE, "-c", script)
        return int(docker("run", "--rm", "--network", NETWORK, *python))

    def wait_until_healthy(self) -> str:
        """Return the health that Docker sees, once it is no longer starting."""
        end = time.monotonic() + _WITHIN_SECONDS
        while (health := self._inspect(".State.Health.Status")) == "starting" and time.monotonic() < end:
            time.sleep(0.5)
        return health

    def stop(self) -> int:
        """Stop it as the Supervisor does, remove it, and return its exit code."""
        docker("stop", "--time", "35", APP)
        code = int(self._inspect(".State.ExitCode"))
        docker("rm", "--volumes", APP)
        return code

    def log(self) -> str:
        """Return what the app has logged."""
        command = ("docker", "logs", APP)
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
        return done.stdout + done.stderr

    def remove(self) -> None:
        """Remove whatever is left."""
        for command in (
            ("rm", "--force", "--volumes", APP, SUPERVISOR),
            ("network", "rm", NETWORK),
            ("image", "rm", APP_IMAGE),
        ):
            with contextlib.suppress(subprocess.CalledProcessError):
                docker(*command)

    def _write_options(self) -> None:
        options = self._data / "options.json"
        options.unlink(missing_ok=True)
        options.write_text(json.dumps(OPTIONS))
        options.chmod(0o600)

    def _inspect(self, fact: str) -> str:
        return docker("inspect", "--format", f"{{{{{fact}}}}}", APP)


def try_app(folder: Path, expect: Expect) -> None:
    """Use the app in its Supervisor's network, restart it, and leave nothing behind."""
    print("The app for Home Assistant")
    app = App(folder)
    try:
        print(f"  size: {app.build() / 1e6:.0f} MB")
        seen = app.run()
        expect("discovered", [seen["wyoming"], seen["morgan"]], _DISCOVERED)
        expect("Wyoming programs", " ".join(seen["programs"]), "stt tts intent handle")
        expect("the announced server answers", _word(seen["same_id"]), "yes")
        expect("reply, with the key that was announced", seen["reply"], "Turned on the light")
        expect("done through the Supervisor", seen["intent"], "HassTurnOn")
        statuses = {user: " ".join(map(str, codes)) for user, codes in seen["statuses"].items()}
        expect("the owner, through ingress: page, text, pairing", statuses["owner"], "200 200 200")
        expect("another person: page, text, pairing", statuses["resident"], "200 200 403")
        expect("the Supervisor's address without a person", statuses["nobody"], "401")
        expect("another app that says to be the owner", app.from_elsewhere(), 401)
        expect("health", app.wait_until_healthy(), "healthy")
        expect("user", app.user(), "10300")
        expect("core.languages comes from", app.source("core.languages"), "the option languages of the app")
        expect("the home comes from", app.source("core.home_assistant.url"), "SUPERVISOR_TOKEN")
        expect("a model that does not exist is reported", _word("none-such" in app.log()), "yes")
        expect("the token is in the log", _word(TOKEN in app.log()), "no")
        expect("exit code", app.stop(), 0)
        again = app.run()
        is_same = (again["id"], again["key"]) == (seen["id"], seen["key"])
        expect("the same server and key after a restart", _word(is_same), "yes")
        expect("exit code", app.stop(), 0)
    except Exception:
        print(app.log())
        raise
    finally:
        app.remove()


def _word(fact: object) -> str:
    return "yes" if fact else "no"

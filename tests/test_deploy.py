"""What deploy/ holds besides nginx: units that harden alike, a compose file whose names and paths are there."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from data.__main__ import main
from data.settings import ROOT
from tests.proxied import DEPLOY, PORTS, environment, unit

UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
TIMERS = sorted((DEPLOY / "systemd").glob("*.timer"))
# What a unit may do of its own; all else it has in common with the others.
OWN = {"StateDirectory", "StateDirectoryMode", "ReadWritePaths", "UMask"}
ALLOWED_TO_END = ("migrate", "backup")


def _compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return found


def _hardening(path: Path) -> dict[str, str]:
    lines = path.read_text().partition("StateDirectory=")[2].partition("\n[")[0].splitlines()
    found = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name: value for name, value in found.items() if name not in OWN}


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_every_unit_is_hardened_alike(path: Path) -> None:
    service = unit(path)["Service"]
    assert _hardening(path) == _hardening(UNITS[0])
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["User"] == "damping"
    assert service["EnvironmentFile"] == "/etc/damping/environment"


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_every_unit_calls_a_command_that_there_is(path: Path) -> None:
    for line in re.findall(r"^ExecStart=(.*)$", path.read_text(), re.MULTILINE):
        for name in re.findall(r"-m data (\w+)", line):
            with pytest.raises(SystemExit) as ended:
                main([name, "--help"])
            assert ended.value.code == 0, name


def test_the_processes_wait_for_the_migration() -> None:
    app = unit(DEPLOY / "systemd/damping@.service")["Unit"]
    assert "damping-prepare.service" in app["Requires"]
    assert "damping-prepare.service" in app["After"].split()
    prepare = unit(DEPLOY / "systemd/damping-prepare.service")["Service"]
    assert (prepare["Type"], prepare["RemainAfterExit"]) == ("oneshot", "yes")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
def test_systemd_understands_every_line(tmp_path: Path) -> None:
    for path in (*UNITS, *TIMERS):
        name = path.name.replace("@", "@8501")
        (tmp_path / name).write_text(path.read_text().replace("/opt/damping/.venv/bin/python", "/bin/true"))
    files = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, timeout=60)
    said = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "damping" in line]
    assert said == []


def test_every_service_says_when_it_is_well_or_ends() -> None:
    services = _compose()["services"]
    for name, service in services.items():
        if name in ALLOWED_TO_END:
            assert (service["restart"], "healthcheck" in service) == ("no", False), name
        else:
            assert service["restart"] == "unless-stopped", name
            assert service["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL"), name
        for other, how in service.get("depends_on", {}).items():
            _can_be_waited_for(services, other, how["condition"])


def _can_be_waited_for(services: dict[str, Any], other: str, condition: str) -> None:
    if condition == "service_healthy":
        assert "healthcheck" in services[other]
    elif condition == "service_completed_successfully":
        assert other in ALLOWED_TO_END
    else:
        assert (condition, other in services) == ("service_started", True)


def test_every_image_is_pinned_and_every_path_is_there() -> None:
    compose = _compose()
    for name, service in compose["services"].items():
        assert re.fullmatch(r"[a-z]+:[0-9][\w.-]*", service["image"]), name  # a name and a version, no host
        if "build" in service:
            context = (DEPLOY / service["build"]["context"]).resolve()
            assert (context / service["build"]["dockerfile"]).is_file()
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("."):
                assert (DEPLOY / source).is_file(), source
            else:
                assert source.startswith("/") or source in compose["volumes"], source
    for secret in compose["secrets"].values():
        example = DEPLOY / f"{secret['file']}.example"
        assert example.is_file(), "what a person copies and fills in"


def test_the_image_gets_all_that_the_app_imports_and_nothing_else() -> None:
    lines = (DEPLOY / "Containerfile").read_text().splitlines()
    copied = {word for line in lines if line.startswith("COPY ") for word in line.split()[1:-1]}
    assert copied == {"requirements.txt", "dashboard.py", ".streamlit/config.toml", "data", "geo", "pages"}
    assert all((ROOT / word).exists() for word in copied)
    assert not any(line.startswith("FROM ") and (":" not in line or "latest" in line) for line in lines)


def test_containers_and_units_are_told_the_same() -> None:
    compose = _compose()
    for port in PORTS:
        service = compose["services"][f"app-{port}"]
        assert environment(**{k: v for k, v in service["environment"].items() if k != "DAMPING_CLIENT_ADDRESS_HEADER"})
        assert service["environment"]["DAMPING_CLIENT_ADDRESS_HEADER"] == "X-Real-IP"
        command = unit(DEPLOY / "systemd/damping@.service")["Service"]["ExecStart"].replace("%i", port)
        assert service["command"][1:] == command.split()[1:]
        assert port in service["healthcheck"]["test"][-1]
        # A long import is alive or not for all of them: they count processes together, and wait in one folder.
        assert service["pid"] == "service:together"
        assert "var:/var/lib/damping" in [volume.partition(" ")[0] for volume in service["volumes"]]


def test_nginx_finds_the_containers_where_compose_puts_them() -> None:
    services = _compose()["services"]
    local, there = ((DEPLOY / "nginx" / name).read_text() for name in ("processes.conf", "processes.compose.conf"))
    for port in PORTS:
        address = services[f"app-{port}"]["networks"]["damping"]["ipv4_address"]
        local = local.replace(f"127.0.0.1:{port}", f"{address}:{port}")
    assert _without_comments(local) == _without_comments(there)


def _without_comments(content: str) -> list[str]:
    return [line for line in content.splitlines() if line and not line.startswith("#")]

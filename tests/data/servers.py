"""Real database servers for tests: a PostgreSQL or MariaDB of their own, in a temporary folder, gone afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import patience
from tests.ports import free_port

USER, PASSWORD = "collector", "s3cret-Pass"


@contextmanager
def folder() -> Iterator[Path]:
    """A short-named folder another user may enter (socket paths are limited, servers refuse to run as root)."""
    place = Path(tempfile.mkdtemp(prefix="db"))
    place.chmod(0o755)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _as_nobody_special() -> dict[str, object]:
    """Arguments for subprocess that drop root's rights."""
    if os.name != "posix" or os.geteuid() != 0:
        return {}
    import pwd

    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a fresh PostgreSQL; skips the test where none is installed."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(shutil.which("initdb") or "")]
    if not programs[-1].is_file():
        pytest.skip("PostgreSQL is not installed")
    rights, port = _as_nobody_special(), free_port()
    with folder() as place:
        data, secret = place / "data", place / "secret"
        data.mkdir()
        secret.write_text(PASSWORD, encoding="utf-8")
        if rights:
            shutil.chown(data, int(str(rights["user"])), int(str(rights["group"])))
        run = {"check": True, "cwd": place, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **rights}
        options = ["-A", "scram-sha-256", "-U", USER, "--pwfile", secret, "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run([programs[-1], "-D", data, *options], **run)  # type: ignore[call-overload]
        control = [programs[-1].with_name("pg_ctl"), "-D", data, "-w"]
        settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        subprocess.run([*control, "-o", settings, "start"], **run)  # type: ignore[call-overload]
        try:
            yield f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **run)  # type: ignore[call-overload]


@contextmanager
def mariadb(statements: list[str]) -> Iterator[str]:
    """The URL of a fresh MariaDB whose database was filled by `statements`; skips where none is installed."""
    server, install = (
        shutil.which("mariadbd", path=f"{os.environ['PATH']}:/usr/sbin"),
        shutil.which("mariadb-install-db"),
    )
    if not server or not install or not shutil.which("my_print_defaults"):  # a package of its own
        pytest.skip("MariaDB is not installed")
    port = free_port()
    with folder() as place:
        common = ["--no-defaults", f"--datadir={place / 'data'}", *(["--user=root"] if os.geteuid() == 0 else [])]
        script = place / "fill.sql"
        grants = [f"create user {USER} identified by '{PASSWORD}'", f"grant all on platform.* to {USER}"]
        lines = ["set names utf8mb4", "create database platform character set utf8mb4", *grants, "use platform"]
        script.write_text("".join(f"{line};\n" for line in [*lines, *statements]), encoding="utf-8")
        (place / "data").mkdir()
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([install, *common, "--auth-root-authentication-method=normal"], check=True, **quiet)  # type: ignore[call-overload]
        listen = [f"--port={port}", "--bind-address=127.0.0.1", f"--socket={place / 's'}", f"--pid-file={place / 'p'}"]
        command = [server, *common, *listen, "--skip-name-resolve", f"--init-file={script}"]
        with subprocess.Popen(command, **quiet) as process:  # type: ignore[call-overload]
            try:
                _wait_for(port, process)
                yield f"mysql://{USER}:{PASSWORD}@127.0.0.1:{port}/platform"
            finally:
                process.kill()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Until `server` listens, which it does once it has read its script; raises OSError where it never does."""
    deadline = time.monotonic() + patience.SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)

#!/usr/bin/env python3
"""Owns the sandbox's embedded S3 server, so that the server never outlives who wants it.

Reads one line of JSON on standard input:

    {"argv": [...], "env": {...}, "cwd": "...", "detached": false, "log": "path", "pid_file": "path", "info": {...}}

`env` is added to this process's own; keys travel in it, never in argv and never to the pid file. Starts the server, writes the
pid file {"guardian_pid", "server_pid", "started_at", ...info}, prints {"guardian_pid", "server_pid"} (or {"error"}) as one line.

    attached   ends with its owner: at end of standard input
    detached   a session of its own; ends at SIGTERM only

Either ends too at SIGTERM or SIGINT and when the server ends. Then: TERM to the server, KILL after 5 s, no pid file.
On Linux the kernel kills the server if this process is killed. Exit code 0, or the server's own where it ended by itself.
"""
from __future__ import annotations

import contextlib
import datetime
import json
import os
import signal
import subprocess
import sys
import threading
import time

GRACE = 5.0  # seconds from TERM to KILL
LOG_LIMIT = 5 * 1024 * 1024  # bytes; then the log becomes <log>.1 and a new one begins


def write_atomically(path, value):
    part = f"{path}.part{os.getpid()}"
    with open(part, "w", encoding="utf-8") as handle:
        json.dump(value, handle)
    os.replace(part, path)


def rotate(path):
    with contextlib.suppress(OSError):
        os.replace(path, f"{path}.1")


def keep_log(stream, path):
    """Copies the server's output to its log; at most two files of LOG_LIMIT."""
    handle, size = open(path, "ab", buffering=0), 0
    for block in iter(lambda: stream.read1(65536), b""):
        if size + len(block) > LOG_LIMIT:
            handle.close()
            rotate(path)
            handle, size = open(path, "ab", buffering=0), 0
        with contextlib.suppress(OSError):  # a full disk must not stop the server's output
            handle.write(block)
        size += len(block)
    handle.close()


def bind_to_parent():
    """In the server's process before it becomes the server: the kernel kills it when the guardian ends."""
    parent = os.getppid()
    if sys.platform.startswith("linux"):
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)


def answer(value):
    print(json.dumps(value), flush=True)


def leave_owner():
    """A session of our own, and no stream that would break when the owner is gone."""
    if hasattr(os, "setsid"):
        with contextlib.suppress(OSError):
            os.setsid()
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


def release_streams():
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    os.close(null)


def main():
    request = json.loads(sys.stdin.readline())
    detached, pid_file, log = bool(request.get("detached")), request["pid_file"], request["log"]
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    if detached:
        leave_owner()
    rotate(log)
    options = {} if os.name == "nt" else {"preexec_fn": bind_to_parent, "start_new_session": True}
    try:
        server = subprocess.Popen(
            request["argv"], env={**os.environ, **request.get("env", {})}, cwd=request.get("cwd"),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options,
        )
    except OSError as error:
        answer({"error": f"cannot start {request['argv'][0]}: {error.strerror}"})
        return 1
    try:
        copier = threading.Thread(target=keep_log, args=(server.stdout, log), daemon=True)
        copier.start()
        started = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        pids = {"guardian_pid": os.getpid(), "server_pid": server.pid}
        write_atomically(pid_file, {**request.get("info", {}), **pids, "started_at": started})
        answer(pids)
        if detached:
            release_streams()
        else:
            threading.Thread(target=lambda: (drain(sys.stdin.buffer), ending.set()), daemon=True).start()
        while server.poll() is None and not ending.wait(0.2):
            pass
    finally:
        code = stop(server)
        if (read_json(pid_file) or {}).get("guardian_pid") == os.getpid():
            with contextlib.suppress(OSError):
                os.remove(pid_file)
    copier.join(1)
    return 0 if ending.is_set() else code if code > 0 else 1 if code < 0 else 0


def drain(stream):
    with contextlib.suppress(OSError, ValueError):
        while stream.read1(4096):
            pass


def read_json(path):
    with contextlib.suppress(OSError, ValueError), open(path, encoding="utf-8") as handle:
        return json.load(handle)
    return None


def stop(server):
    if server.poll() is None:
        server.terminate()
        end = time.monotonic() + GRACE
        while server.poll() is None and time.monotonic() < end:
            time.sleep(0.05)
        if server.poll() is None:
            server.kill()
    return server.wait()


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # not sys.exit: the thread that reads standard input may hold its lock

#!/usr/bin/env python3
"""A small scheduler for this computer, with the shape of a real one: text out, state in files, jobs outlive who submits.

    submit --jobs-dir D --name NAME --elements N --slots S [--watch-pid P] [--log-dir L] -- argv...
    status --jobs-dir D [--name NAME]... [JOB...]
    cancel --jobs-dir D JOB...

A job is an array: argv runs once for each element, VIVARIUM_TASK_ID=1..N, S at a time, in the environment of `submit`
(which is not stored). A NAME is submitted once: again, it answers the job that is there, with "existing": true.

    submit  {"job_id": "..."}
    status  [{"job_id", "name", "state", "elements": {"1": ...}, "pid"}]
            state: running | ended | cancelled | died (the pool's process is gone before its end)
            element: queued | running | ended (exit code 0) | failed | cancelled | lost (neither ended nor alive)
    cancel  [{"job_id", "state"}]     TERM to the workers, KILL after 20 s; does not wait for that

The pool is a detached process a job. With --watch-pid it ends its workers (TERM, KILL after 3 s) when that process is
gone. Workers do not outlive their pool: on Linux the kernel sees to it; elsewhere they look after VIVARIUM_POOL_PID.
"""
from __future__ import annotations

import argparse
import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import time

CANCEL_GRACE, WATCH_GRACE = 20.0, 3.0  # seconds from TERM to KILL
STATE_WRITE_SECONDS = 0.3
WINDOWS = os.name == "nt"
ENDED = ("ended", "failed", "cancelled")


def write_atomically(path, value):
    part = f"{path}.part{os.getpid()}"
    with open(part, "w", encoding="utf-8") as handle:
        json.dump(value, handle)
    for attempt in range(20):
        try:
            os.replace(part, path)
            return
        except PermissionError:  # Windows, while somebody reads it
            if attempt == 19:
                raise
            time.sleep(0.05)


def read_json(path):
    with contextlib.suppress(OSError, ValueError), open(path, encoding="utf-8") as handle:
        return json.load(handle)
    return None


@contextlib.contextmanager
def locked(folder):
    os.makedirs(folder, mode=0o700, exist_ok=True)
    with open(os.path.join(folder, ".lock"), "a+b") as handle:
        if WINDOWS:
            import msvcrt

            while True:
                try:
                    handle.seek(0)
                    msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
                    break
                except OSError:
                    time.sleep(0.05)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


# ---------------------------------------------------------------- processes


def birth_of(pid):
    """When a process was started, as the system tells it: with the pid it names one process. None where it is gone."""
    if pid is None or pid <= 0:
        return None
    if sys.platform.startswith("linux"):
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as handle:
                fields = handle.read().rsplit(")", 1)[1].split()
        except OSError:
            return None
        return None if fields[0] in ("Z", "X") else fields[19]
    if WINDOWS:
        return windows_birth(pid)
    got = subprocess.run(["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    return None if not got or got.startswith("Z") else got.split(None, 1)[-1]


def windows_birth(pid):
    import ctypes
    from ctypes import wintypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.OpenProcess.restype = wintypes.HANDLE
    handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
    if not handle:
        return None
    try:
        code = wintypes.DWORD()
        times = [wintypes.FILETIME() for _ in range(4)]
        kernel.GetExitCodeProcess(wintypes.HANDLE(handle), ctypes.byref(code))
        kernel.GetProcessTimes(wintypes.HANDLE(handle), *[ctypes.byref(t) for t in times])
        return None if code.value != 259 else f"{times[0].dwHighDateTime}-{times[0].dwLowDateTime}"
    finally:
        kernel.CloseHandle(wintypes.HANDLE(handle))


def is_alive(pid, birth):
    return birth is not None and birth_of(pid) == birth


def bind_to_parent():
    """In a new child before it becomes its program: the kernel kills it when the pool ends."""
    parent = os.getppid()
    if sys.platform.startswith("linux"):
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)


# ---------------------------------------------------------------- jobs as files


def job_folders(jobs_dir):
    with contextlib.suppress(OSError):
        return [os.path.join(jobs_dir, n) for n in sorted(os.listdir(jobs_dir)) if os.path.isfile(os.path.join(jobs_dir, n, "job.json"))]
    return []


def describe(folder):
    job = read_json(os.path.join(folder, "job.json")) or {}
    pool = read_json(os.path.join(folder, "pool.json")) or {}
    # Alive is asked before the state is read: a pool that ends in between has written its last state by then.
    alive = is_alive(pool.get("pid"), pool.get("birth"))
    state = read_json(os.path.join(folder, "state.json")) or {}
    elements = state.get("elements") or {str(i): "queued" for i in range(1, job.get("elements", 0) + 1)}
    word = state.get("state", "running")
    if word == "running" and not alive:
        cancelled = os.path.exists(os.path.join(folder, "cancel"))
        word = "cancelled" if cancelled else "died"
        gone = "cancelled" if cancelled else "lost"
        elements = {k: v if v in ENDED else gone for k, v in elements.items()}
    return {"job_id": os.path.basename(folder), "name": job.get("name"), "state": word, "elements": elements, "pid": pool.get("pid")}


def submit(options):
    jobs_dir = os.path.abspath(options.jobs_dir)
    with locked(jobs_dir):
        for folder in job_folders(jobs_dir):
            if (read_json(os.path.join(folder, "job.json")) or {}).get("name") == options.name:
                return {"job_id": os.path.basename(folder), "existing": True}
        job_id = f"{int(time.time() * 1000):013d}-{secrets.token_hex(3)}"
        folder, new = os.path.join(jobs_dir, job_id), os.path.join(jobs_dir, f".new-{job_id}")
        os.mkdir(new, 0o700)
        watch = None
        if options.watch_pid is not None:
            watch = {"pid": options.watch_pid, "birth": birth_of(options.watch_pid)}
        job = {
            "name": options.name, "elements": options.elements, "slots": options.slots, "argv": options.argv, "watch": watch,
            "log_dir": os.path.abspath(options.log_dir) if options.log_dir else folder,
        }
        write_atomically(os.path.join(new, "job.json"), job)
        detached = {"creationflags": 0x00000008 | 0x00000200} if WINDOWS else {"start_new_session": True}
        with open(os.path.join(new, "pool.log"), "ab") as output:
            pool = subprocess.Popen(
                [sys.executable, os.path.abspath(__file__), "pool", folder], stdin=subprocess.DEVNULL, stdout=output, stderr=output, **detached
            )
        write_atomically(os.path.join(new, "pool.json"), {"pid": pool.pid, "birth": birth_of(pool.pid)})
        os.replace(new, folder)  # only now is there a job of this name; the pool waits for it
        return {"job_id": job_id}


def status(options):
    wanted, names = set(options.jobs), set(options.name or [])
    everything = not wanted and not names
    found = [describe(folder) for folder in job_folders(os.path.abspath(options.jobs_dir))]
    return [job for job in found if everything or job["job_id"] in wanted or job["name"] in names]


def cancel(options):
    jobs_dir, answers = os.path.abspath(options.jobs_dir), []
    for job_id in options.jobs:
        folder = os.path.join(jobs_dir, job_id)
        if os.path.basename(job_id) != job_id or not os.path.isfile(os.path.join(folder, "job.json")):
            answers.append({"job_id": job_id, "state": "unknown"})
            continue
        job = describe(folder)
        if job["state"] in ("running", "died"):
            write_atomically(os.path.join(folder, "cancel"), {"at": time.time()})  # the pool looks for this file
            job = describe(folder)
        answers.append({"job_id": job_id, "state": job["state"]})
    return answers


# ---------------------------------------------------------------- the pool


class Pool:
    def __init__(self, folder):
        self.folder = folder
        self.job = read_json(os.path.join(folder, "job.json"))
        self.elements = {str(i): "queued" for i in range(1, self.job["elements"] + 1)}
        self.queue = list(self.elements)
        self.running = {}  # element -> Popen
        self.state, self.dirty, self.written_at = "running", True, 0.0
        self.asked_at, self.grace, self.killed = None, 0.0, False

    def write_state(self, force=False):
        if self.dirty and (force or time.monotonic() - self.written_at >= STATE_WRITE_SECONDS):
            write_atomically(os.path.join(self.folder, "state.json"), {"state": self.state, "elements": self.elements})
            self.dirty, self.written_at = False, time.monotonic()

    def set(self, element, state):
        self.elements[element] = state
        self.dirty = True

    def start(self, element):
        environment = {**os.environ, "VIVARIUM_TASK_ID": element, "VIVARIUM_JOB_ID": os.path.basename(self.folder), "VIVARIUM_POOL_PID": str(os.getpid())}
        options = {} if WINDOWS else {"start_new_session": True, "preexec_fn": bind_to_parent}
        os.makedirs(self.job["log_dir"], exist_ok=True)
        name = f"{self.job['name']}.{element}.log".replace("/", "_")
        try:
            with open(os.path.join(self.job["log_dir"], name), "ab") as output:
                self.running[element] = subprocess.Popen(
                    self.job["argv"], env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **options
                )
            self.set(element, "running")
        except OSError as error:
            print(f"element {element}: {error}", file=sys.stderr, flush=True)
            self.set(element, "failed")

    def reap(self):
        for element, process in list(self.running.items()):
            code = process.poll()
            if code is not None:
                del self.running[element]
                self.set(element, "cancelled" if self.asked_at is not None and code != 0 else "ended" if code == 0 else "failed")

    def end_workers(self, grace):
        """Asks the workers to end, once; the loop goes on until they have, or `grace` is over."""
        if self.asked_at is None:
            self.asked_at, self.grace = time.monotonic(), grace
            for element in self.queue:
                self.set(element, "cancelled")
            self.queue = []
            for process in self.running.values():
                with contextlib.suppress(OSError):
                    process.terminate()
        self.grace = min(self.grace, grace)

    def kill_workers(self):
        for process in self.running.values():
            with contextlib.suppress(OSError):
                process.kill() if WINDOWS else os.killpg(process.pid, signal.SIGKILL)

    def run(self):
        signalled = []
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: signalled.append(True))
        watch, cancel_file, looked_at = self.job["watch"], os.path.join(self.folder, "cancel"), 0.0
        while self.queue or self.running:
            self.reap()
            while self.queue and len(self.running) < self.job["slots"] and self.asked_at is None:
                self.start(self.queue.pop(0))
            self.write_state()
            if time.monotonic() - looked_at >= 0.5:
                looked_at = time.monotonic()
                if watch and not is_alive(watch["pid"], watch["birth"]):
                    self.end_workers(WATCH_GRACE)
                if os.path.exists(cancel_file):
                    self.end_workers(CANCEL_GRACE)
            if signalled:
                self.end_workers(CANCEL_GRACE)
            if self.asked_at is not None and not self.killed and time.monotonic() - self.asked_at > self.grace:
                self.killed = True
                self.kill_workers()
            time.sleep(0.1)
        self.state, self.dirty = ("cancelled" if self.asked_at is not None else "ended"), True
        self.write_state(force=True)


def pool(folder):
    end = time.monotonic() + 10
    while not os.path.isdir(folder):
        if time.monotonic() > end:
            return  # who submitted it died before the job had a name
        time.sleep(0.02)
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(10)
    Pool(folder).run()


# ---------------------------------------------------------------- command line


def positive(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return value


def main(argv=None):
    argv = list(sys.argv[1:] if argv is None else argv)
    if argv[:1] == ["pool"]:
        pool(argv[1])
        return 0
    command = []
    if "--" in argv:
        at = argv.index("--")
        argv, command = argv[:at], argv[at + 1:]
    parser = argparse.ArgumentParser(description="A small scheduler for this computer.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    submitting = verbs.add_parser("submit", help="run `-- argv...` once for each element")
    submitting.add_argument("--name", required=True)
    submitting.add_argument("--elements", type=positive, required=True)
    submitting.add_argument("--slots", type=positive, required=True)
    submitting.add_argument("--watch-pid", type=int)
    submitting.add_argument("--log-dir")
    asking = verbs.add_parser("status", help="state of all jobs, or of those named")
    asking.add_argument("--name", action="append")
    asking.add_argument("jobs", nargs="*")
    ending = verbs.add_parser("cancel", help="end jobs")
    ending.add_argument("jobs", nargs="+")
    for verb in (submitting, asking, ending):
        verb.add_argument("--jobs-dir", required=True)
    options = parser.parse_args(argv)
    if options.verb == "submit":
        if not command:
            parser.error("submit needs `-- argv...`")
        options.argv = command
    json.dump({"submit": submit, "status": status, "cancel": cancel}[options.verb](options), sys.stdout)
    print(flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

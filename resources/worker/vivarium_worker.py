#!/usr/bin/env python3
"""Runs one batch of vivarium simulations and keeps its record in the run's bucket.

    python vivarium_worker.py --submission s3://bucket/.../submissions/<ms>.json [--element N]

The element (from 1) otherwise comes from SGE_TASK_ID, SLURM_ARRAY_TASK_ID or VIVARIUM_TASK_ID. Where the bucket is and
who asks comes from the usual AWS_* variables (AWS_ENDPOINT_URL too), never from the command line.

Three kinds of process, so that no failure of a simulation can spoil another one or the record:

    supervisor   this program: all S3, events, log; needs boto3 and pyarrow; never imports the model
    template     imports vivarium and the model's code once, never simulates, has one thread; forks a child a task (Linux)
    child        one task: simulates, writes its tables and then `outcome.json` to a folder of its own, and is gone

Elsewhere than on Linux a child is a new process. Formats are those of the project's preload/contract/run-record.ts.

Exit codes: 0 a terminal event is written (tasks may have failed), 1 the batch could not run, 2 wrong usage,
75 the bucket could not be reached or refused (nothing partial is left), 143 stopped by a signal.
Environment: VIVARIUM_WORKER_CACHE (folder for artifacts and code), VIVARIUM_WORKER_RETRY_SECONDS (how long to try to reach
the bucket, default 900).
"""
from __future__ import annotations

import argparse
import contextlib
import datetime
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import threading
import time
import traceback
import zlib

FORMAT = 1
TERMINAL_GRACE = 18.0  # seconds from SIGTERM to our own end: schedulers send SIGKILL after 20 or 30
RUNNING_EVENT_SECONDS = 2.0
LOG_PUT_SECONDS = 10.0
TRACEBACK_LIMIT = 16 * 1024
TASK_LOG_LIMIT = 2 * 1024 * 1024  # bytes of one task's output kept in the log
ROW_GROUP_ROWS = 122_880  # DuckDB's own row group size: one group is one unit of its parallel reads
OUT_OF_MEMORY = "oom"  # the one signature that is a word
EXIT_FAILED, EXIT_USAGE, EXIT_UNREACHABLE, EXIT_STOPPED = 1, 2, 75, 143
ON_LINUX = sys.platform.startswith("linux")


class UsageError(Exception):
    """The command line or the submission makes no sense."""


class BatchError(Exception):
    """The batch cannot run at all; `kind` becomes the error's type."""

    def __init__(self, kind, message, error=None):
        super().__init__(message)
        self.kind = kind
        self.error = error  # a ready error object, where another process made it


class Unreachable(Exception):
    """The bucket did not answer in the time we have, or refuses us."""


class NotThere(Exception):
    """The bucket answered that this object (or the bucket) does not exist."""


class Stopped(BaseException):
    """A signal asked us to end. Not an Exception: nothing on the way may swallow it."""


# ---------------------------------------------------------------- pure rules


def parse_s3_uri(uri):
    """`s3://bucket/key` -> (bucket, key)."""
    match = re.fullmatch(r"s3://([^/]+)/(.*)", uri or "")
    if not match:
        raise UsageError(f"not an S3 address: {uri!r}")
    return match.group(1), match.group(2).strip("/")


def element_number(argument, environ, count):
    """Which element (from 1) this process is. SGE says `undefined` for a job that is no array."""
    texts = [str(argument)] if argument is not None else []
    if not texts:
        for name in ("VIVARIUM_TASK_ID", "SLURM_ARRAY_TASK_ID", "SGE_TASK_ID"):
            if environ.get(name, "undefined") not in ("", "undefined"):
                texts.append(environ[name])
                break
    if not texts:
        if count == 1:
            return 1
        raise UsageError("which element to run? Give --element, or run under a scheduler's array job")
    if not re.fullmatch(r"\d+", texts[0]) or not 1 <= int(texts[0]) <= count:
        raise UsageError(f"element {texts[0]} is not one of 1 to {count}")
    return int(texts[0])


def parse_submission(text, argument, environ):
    """Text of a submission -> (submission, element, batch, attempt, tasks or None)."""
    try:
        submission = json.loads(text)
        if submission["format"] != FORMAT:
            raise UsageError(f"submission has format {submission['format']}; this worker knows format {FORMAT}")
        batches = submission["batches"]
        parse_s3_uri(submission["run"])
        element = element_number(argument, environ, len(batches))
        chosen = batches[element - 1]
        tasks = chosen.get("tasks")
        return submission, element, int(chosen["batch"]), int(chosen["attempt"]), None if tasks is None else [int(t) for t in tasks]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"cannot read the submission: {type(error).__name__}: {error}") from error


def event_key(ms, batch, attempt, state, counts=None):
    """Name of an event below `events/`; counts = (k, n)."""
    key = f"{ms:013d}-{batch:04d}-{attempt}-{state}"
    return key if counts is None else f"{key}-{counts[0]}of{counts[1]}"


def result_key(metric, batch, attempt):
    again = f".r{attempt}" if attempt > 1 else ""
    return f"results/{metric}/{batch:04d}{again}.parquet"


def log_key(batch, attempt):
    return f"logs/{batch:04d}/{attempt}.log"


def flatten(nested, prefix=None):
    """As vivarium's collapse_nested_dict: [(dotted key, value)], in the order of the nested dictionary."""
    pairs = []
    for key, value in nested.items():
        dotted = f"{prefix}.{key}" if prefix else str(key)
        pairs.extend(flatten(value, dotted) if isinstance(value, dict) else [(dotted, value)])
    return pairs


def insert_columns(frame, branch, input_draw, random_seed):
    """Adds the branch's values, the draw and the seed to a metric's frame, in place, before its last column.

    Order and names as psimulate has them, both 2.3.5 (`format_and_record_details`) and 4.7.2 (`write_task_results`):
    the branch's own order, then input_draw, random_seed; a column is named by the last part of the key. Where psimulate
    would fail after the simulation since there is such a column, the whole dotted key is the name; and a value that is
    a list or dictionary, which a column cannot hold as one value, is JSON.
    """
    for key, value in flatten({**branch, "input_draw": input_draw, "random_seed": random_seed}):
        name = key.split(".")[-1]
        if name in frame.columns:
            if key in ("input_draw", "random_seed"):
                frame[name] = value
                continue
            name = key
        if isinstance(value, (list, tuple, dict)):
            value = json.dumps(value)
        frame.insert(max(frame.shape[1] - 1, 0), name, value)
    return frame


def configuration_of(task, artifact_path):
    """The configuration over the model specification. A branch's own artifact path wins, as in psimulate."""
    configuration = json.loads(json.dumps(task["branch"]))
    configuration.setdefault("randomness", {})["random_seed"] = task["random_seed"]
    data = configuration.setdefault("input_data", {})
    data["input_draw_number"] = task["input_draw"]
    if artifact_path and "artifact_path" not in data:
        data["artifact_path"] = artifact_path
    return configuration


# ---------------------------------------------------------------- what a failure is known by

_LIBRARIES = tuple(
    {os.path.normpath(p) + os.sep for p in (sysconfig.get_paths().get(k) for k in ("stdlib", "platstdlib", "purelib", "platlib")) if p}
)


def normalise_message(message):
    """A message without what differs from task to task: numbers, addresses, paths, long quoted content."""
    text = " ".join(str(message).split())[:2000]
    text = re.sub(r"\b[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b", "<id>", text)
    text = re.sub(r"\b0x[0-9a-fA-F]+\b", "<hex>", text)
    text = re.sub(r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{12,}\b", "<hex>", text)
    text = re.sub(r"\b(?:[a-z][a-z0-9+]*)://[^\s'\"]+", "<path>", text)
    text = re.sub(r"(?<![\w.<])(?:[A-Za-z]:\\|~?/)[^\s'\":;,)]+", "<path>", text)

    def quoted(match):
        inner = match.group(2)
        # A name (of a column, a component, a data key) is the cause; anything longer is an instance of it.
        return match.group(0) if re.fullmatch(r"[A-Za-z_<][\w.<>\- ]{0,79}", inner) else f"{match.group(1)}…{match.group(1)}"

    text = re.sub(r"(?<!\w)(['\"`])((?:(?!\1).)+)\1(?!\w)", quoted, text)
    text = re.sub(r"(?<![A-Za-z_0-9])[-+]?\d+(?:[.,:]\d+)*(?:e[-+]?\d+)?", "#", text, flags=re.IGNORECASE)
    return text[:300]


def blamed_frame(frames, code_roots=()):
    """The last frame in the user's own code; else the last in vivarium; else the last there is. frames: [(file, function)]."""
    own, vivarium, other = None, None, None
    for filename, function in frames:
        path = os.path.normpath(filename)
        if path == os.path.normpath(__file__) or filename.startswith("<frozen"):
            continue
        other = (filename, function)
        if any(path.startswith(os.path.normpath(root) + os.sep) for root in code_roots):
            own = (filename, function)
        elif "site-packages" not in path and "dist-packages" not in path and not path.startswith(_LIBRARIES) and not filename.startswith("<"):
            own = (filename, function)
        elif f"{os.sep}vivarium" in path:
            vivarium = (filename, function)
    chosen = own or vivarium or other
    return f"{os.path.basename(chosen[0])}:{chosen[1]}" if chosen else ""


def error_object(kind, message, frames=(), trace=None, code_roots=(), signature=None):
    """The stored form of an error. The same cause in another task has the same signature."""
    frame = blamed_frame(list(frames), code_roots) if frames else ""
    short = normalise_message(message)
    if signature is None:
        signature = hashlib.sha256("\n".join((kind, short, frame)).encode()).hexdigest()[:12]
    title = f"{kind}: {short}" if short else kind
    if len(title) > 160:
        title = title[:159] + "…"
    if frame:
        title += f" ({frame})"
    if signature == OUT_OF_MEMORY:
        title = "Out of memory"  # wherever it was that the last byte went
    made = {"type": kind, "message": str(message)[:4000], "signature": signature, "title": title}
    if trace:
        made["traceback"] = clip_traceback(trace)
    return made


def clip_traceback(trace):
    """At most 16 KB as UTF-8: the beginning and, more of it, the end, where the cause is."""
    data = trace.encode("utf-8", "replace")
    if len(data) <= TRACEBACK_LIMIT:
        return trace
    head, tail = data[:3000], data[-(TRACEBACK_LIMIT - 3100):]
    return head.decode("utf-8", "ignore") + "\n[...]\n" + tail.decode("utf-8", "ignore")


def describe_exception(error, code_roots=()):
    if isinstance(error, BatchError):  # our own words: they say it all
        return error.error or {**error_object(error.kind, str(error)), "title": str(error)}
    frames = [(f.filename, f.name) for f in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename:  # its place is not on the stack
        frames.append((error.filename, "syntax"))
    trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    if isinstance(error, MemoryError):
        return error_object("MemoryError", str(error) or "Out of memory.", frames, trace, code_roots, signature=OUT_OF_MEMORY)
    return error_object(type(error).__name__, str(error), frames, trace, code_roots)


def describe_death(exit_code, signal_number, out_of_memory):
    """The error of a task whose process ended without a result."""
    if out_of_memory:
        return error_object("Killed", "The simulation was killed since it ran out of memory.", signature=OUT_OF_MEMORY)
    if signal_number:
        try:
            name = signal.Signals(signal_number).name
        except ValueError:
            name = f"signal {signal_number}"
        hint = " The system does this when memory runs out; so may a person." if name == "SIGKILL" else ""
        made = error_object("Killed", f"The simulation's process was ended by {name}.{hint}")
    else:
        made = error_object("Exited", f"The simulation's process ended with exit code {exit_code} and without a result.")
        name = f"exit code {exit_code}"
    made["signature"] = hashlib.sha256(f"{made['type']}\n{name}".encode()).hexdigest()[:12]
    made["title"] = made["message"].split(". ")[0].rstrip(".")
    return made


# ---------------------------------------------------------------- the bucket


class Store:
    """Whole objects in S3, with patience: network trouble is retried within `budget` seconds, a refusal is not."""

    REFUSED = ("AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "AllAccessDisabled", "403")
    ABSENT = ("NoSuchKey", "NoSuchBucket", "404", "NotFound")

    def __init__(self, log):
        import boto3
        from botocore.config import Config

        endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
        region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
        config = Config(
            connect_timeout=5,
            read_timeout=60,
            retries={"max_attempts": 3, "mode": "standard"},
            s3={"addressing_style": "path" if endpoint else "auto"},
            user_agent_extra="vivarium-aws-worker",
        )
        session = boto3.session.Session()
        region = region or session.region_name or ("us-east-1" if endpoint else None)
        self.client = session.client("s3", endpoint_url=endpoint or None, region_name=region, config=config)
        self.log = log
        self.budget = float(os.environ.get("VIVARIUM_WORKER_RETRY_SECONDS", "900"))
        self.deadline = None  # time.monotonic() after which nothing is tried again

    def _patiently(self, what, call, budget=None):
        from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, PartialCredentialsError

        end = time.monotonic() + (self.budget if budget is None else budget)
        delay = 1.0
        while True:
            try:
                return call()
            except ClientError as error:
                code = str(error.response.get("Error", {}).get("Code", ""))
                if code in self.ABSENT:
                    raise NotThere(f"{what}: {code}") from error
                status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
                if code in self.REFUSED or (400 <= status < 500 and status not in (408, 409, 429)):
                    raise Unreachable(f"{what}: the bucket refuses: {code} {error.response.get('Error', {}).get('Message', '')}".strip()) from error
                reason = f"{code or status}"
            except (NoCredentialsError, PartialCredentialsError) as error:
                raise Unreachable(f"{what}: no AWS credentials: {error}") from error
            except (BotoCoreError, OSError) as error:
                if isinstance(error, OSError) and error.errno == 28:
                    raise
                reason = f"{type(error).__name__}: {error}"
            limit = min(end, self.deadline) if self.deadline else end
            if time.monotonic() + delay > limit:
                raise Unreachable(f"{what}: gave up; the last answer was {reason}")
            self.log(f"{what}: {reason}; trying again in {delay:.0f} s")
            time.sleep(delay)
            delay = min(delay * 2, 30.0)

    def get(self, uri):
        bucket, key = parse_s3_uri(uri)
        return self._patiently(f"reading {uri}", lambda: self.client.get_object(Bucket=bucket, Key=key)["Body"].read())

    def download(self, uri, path):
        bucket, key = parse_s3_uri(uri)
        self._patiently(f"downloading {uri}", lambda: self.client.download_file(bucket, key, path))

    def put(self, uri, data, content_type, budget=None):
        bucket, key = parse_s3_uri(uri)
        call = lambda: self.client.put_object(Bucket=bucket, Key=key, Body=data, ContentType=content_type)  # noqa: E731
        self._patiently(f"writing {uri}", call, budget)

    def put_file(self, uri, path, budget=None):
        bucket, key = parse_s3_uri(uri)
        # Large files go as multipart, which is as whole as a PUT: the name appears when all of it is there.
        extra = {"ContentType": "application/vnd.apache.parquet"}
        self._patiently(f"writing {uri}", lambda: self.client.upload_file(path, bucket, key, ExtraArgs=extra), budget)


# ---------------------------------------------------------------- the cache of this host


@contextlib.contextmanager
def file_lock(path):
    """Held by one process of this host (and of an NFS share) at a time; a dead holder holds nothing."""
    with open(path, "a+b") as handle:
        if os.name == "nt":
            import msvcrt

            while True:
                try:
                    handle.seek(0)
                    msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
                    break
                except OSError:
                    time.sleep(0.2)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def cache_folder():
    chosen = os.environ.get("VIVARIUM_WORKER_CACHE")
    if not chosen:
        if os.name == "nt":
            base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~")
        elif sys.platform == "darwin":
            base = os.path.expanduser("~/Library/Caches")
        else:
            base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
        chosen = os.path.join(base, "vivarium-aws", "worker")
    return os.path.abspath(chosen)


class Crc32:
    """zlib's CRC32 in hashlib's manner: what S3 keeps of an object that came in parts."""

    def __init__(self):
        self.value = 0

    def update(self, block):
        self.value = zlib.crc32(block, self.value)

    def hexdigest(self):
        return f"{self.value:08x}"


def file_digest(path, algorithm):
    digest = Crc32() if algorithm == "crc32" else hashlib.new(algorithm)
    with open(path, "rb") as handle:
        for block in iter(lambda: handle.read(4 * 1024 * 1024), b""):
            digest.update(block)
    return digest.hexdigest()


def cached_file(store, uri, algorithm, value, size, folder, suffix, log):
    """A verified local copy, made once a host. What is there is trusted by size and time, and hashed again if they differ."""
    algorithm = algorithm.lower().replace("-", "")
    if algorithm != "crc32" and algorithm not in hashlib.algorithms_available:
        raise BatchError("ChecksumUnknown", f"{uri} has a checksum of a kind this worker does not know: {algorithm}")
    os.makedirs(folder, exist_ok=True)
    # 32 bits are few for a name: the size helps.
    name = f"{algorithm}-{value}" + (f"-{size}" if algorithm == "crc32" and size is not None else "")
    path = os.path.join(folder, f"{name}{suffix}")
    note = path + ".verified"

    def known_good():
        try:
            now = os.stat(path)
        except OSError:
            return False
        seen = [now.st_size, now.st_mtime_ns]
        with contextlib.suppress(OSError, ValueError), open(note, encoding="utf-8") as handle:
            if json.load(handle) == seen:
                return True
        if file_digest(path, algorithm) != value:
            return False
        write_atomically(note, json.dumps(seen).encode())
        return True

    with file_lock(path + ".lock"):
        if known_good():
            return path
        part = f"{path}.part"
        with contextlib.suppress(OSError):
            os.remove(part)
        log(f"downloading {uri}")
        began = time.monotonic()
        try:
            store.download(uri, part)
        except NotThere as error:
            raise BatchError("NotFound", f"{uri} is not there.") from error
        except OSError as error:
            raise BatchError("DiskFull" if error.errno == 28 else "CacheError", f"cannot keep a copy of {uri}: {error.strerror}") from error
        got_size, got = os.path.getsize(part), file_digest(part, algorithm)
        if got != value or (size is not None and got_size != size):
            os.remove(part)
            raise BatchError("ChecksumMismatch", f"{uri} is not what the run recorded: {algorithm} is {got}, {got_size} bytes; recorded {value}, {size} bytes.")
        os.chmod(part, 0o444)
        os.replace(part, path)
        state = os.stat(path)
        write_atomically(note, json.dumps([state.st_size, state.st_mtime_ns]).encode())
        log(f"downloaded {got_size} bytes in {time.monotonic() - began:.1f} s, checksum is right")
        return path


def write_atomically(path, data):
    part = f"{path}.part{os.getpid()}"
    with open(part, "wb") as handle:
        handle.write(data)
    os.replace(part, path)


def safe_members(archive):
    """The members of a tar that stay inside the folder they are unpacked to: plain files and folders, and links among them."""
    chosen = []
    for member in archive.getmembers():
        name = member.name.replace("\\", "/")
        if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in name.split("/"):
            raise BatchError("UnsafeArchive", f"the code archive has a member outside of itself: {member.name}")
        if member.issym() or member.islnk():
            base = os.path.dirname(name) if member.issym() else ""
            target = os.path.normpath(os.path.join(base, member.linkname)).replace("\\", "/")
            if member.linkname.startswith("/") or target == ".." or target.startswith("../"):
                raise BatchError("UnsafeArchive", f"the code archive has a link out of itself: {member.name}")
        elif not (member.isfile() or member.isdir()):
            raise BatchError("UnsafeArchive", f"the code archive has something that is no file: {member.name}")
        member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        chosen.append(member)
    return chosen


def extract_archive(path, folder):
    """Unpacks a .tar.gz to a new folder, wholly or not at all."""
    part = tempfile.mkdtemp(prefix=".part-", dir=os.path.dirname(folder))
    try:
        with tarfile.open(path, "r:*") as archive:
            members = safe_members(archive)
            extra = {"filter": "tar"} if hasattr(tarfile, "tar_filter") else {}
            archive.extractall(part, members=members, **extra)
        os.chmod(part, 0o755)
        os.replace(part, folder)
    except tarfile.TarError as error:
        raise BatchError("UnsafeArchive", f"the code archive cannot be unpacked: {error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def code_roots(folder):
    source = os.path.join(folder, "src")
    return [source, folder] if os.path.isdir(source) else [folder]


def fetch_code(store, code, cache, log):
    """Folders to put before sys.path for the run's code reference."""
    kind = code.get("kind")
    if kind == "none":
        return []
    base = os.path.join(cache, "code")
    os.makedirs(base, exist_ok=True)
    if kind == "archive":
        folder = os.path.join(base, code["sha256"])
        archive = cached_file(store, code["uri"], "sha256", code["sha256"], None, base, ".tar.gz", log)
        with file_lock(folder + ".lock"):
            if not os.path.isdir(folder):
                extract_archive(archive, folder)
        return code_roots(folder)
    if kind == "git":
        commit, url = code["commit"], code["url"]
        if not re.fullmatch(r"[0-9a-fA-F]{7,64}", commit) or url.startswith("-"):
            raise BatchError("BadCode", f"not a commit: {commit}")
        folder = os.path.join(base, f"git-{hashlib.sha256(url.encode()).hexdigest()[:12]}-{commit}")
        with file_lock(folder + ".lock"):
            if not os.path.isdir(folder):
                clone(url, commit, folder, log)
        return code_roots(folder)
    raise BatchError("BadCode", f"code of a kind this worker does not know: {kind}")


def clone(url, commit, folder, log):
    part = tempfile.mkdtemp(prefix=".part-", dir=os.path.dirname(folder))
    try:
        quiet = {**os.environ, "GIT_TERMINAL_PROMPT": "0"}

        def git(*words):
            return subprocess.run(["git", "-C", part, *words], env=quiet, capture_output=True, text=True, timeout=600)

        log(f"fetching {url} at {commit}")
        git("init", "-q")
        git("remote", "add", "origin", "--", url)
        # Servers may refuse to give a single commit; then all of it.
        if git("fetch", "-q", "--depth", "1", "origin", commit).returncode:
            got = git("fetch", "-q", "origin")
            if got.returncode:
                raise BatchError("BadCode", f"cannot fetch {url}: {got.stderr.strip()[-500:]}")
        got = git("checkout", "-q", "--detach", commit)
        if got.returncode:
            raise BatchError("BadCode", f"{url} has no commit {commit}: {got.stderr.strip()[-500:]}")
        os.replace(part, folder)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BatchError("BadCode", f"cannot fetch {url}: {error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


# ---------------------------------------------------------------- template and child: the side that knows vivarium


def die_with_parent(parent=None):
    """On Linux the kernel kills this process when its parent ends; elsewhere a thread looks after the parent."""
    parent = parent or os.getppid()
    if ON_LINUX:
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)
        return

    def watch():
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def import_engine():
    """vivarium's SimulationContext and the generation it is of."""
    try:
        from vivarium.engine.framework.engine import SimulationContext

        return SimulationContext, "current"
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("vivarium"):
            raise
    from vivarium.framework.engine import SimulationContext

    return SimulationContext, "pandas2"


def component_modules(components, prefix=()):
    """Modules named in a specification's `components`: keys down to a list, and the dotted part of what the list names."""
    if isinstance(components, dict):
        for key, inner in components.items():
            yield from component_modules(inner, (*prefix, str(key)))
    elif isinstance(components, (list, tuple)):
        for entry in components:
            if isinstance(entry, str):
                path = [*prefix, *entry.split("(")[0].strip().split(".")][:-1]
                if path:
                    yield ".".join(path)


def prepare_process(request):
    """Imports all that the tasks will want. Answers what the supervisor records of it."""
    import importlib
    import importlib.metadata

    sys.path[:0] = request["code_roots"]
    context, generation = import_engine()
    expected = request.get("generation")
    if expected and expected != generation:
        raise BatchError(
            "WrongGeneration", f"the run was planned for vivarium's '{expected}' generation, but the Python here has '{generation}'"
        )
    import yaml

    with open(request["specification"], encoding="utf-8") as handle:
        specification = yaml.safe_load(handle)
    if not isinstance(specification, dict):
        raise BatchError("BadSpecification", "the model specification is not a mapping")
    for module in dict.fromkeys(component_modules(specification.get("components") or {})):
        importlib.import_module(module)
    versions = {}
    for distribution in importlib.metadata.distributions():
        name = (distribution.metadata["Name"] or "").lower().replace("_", "-")
        if name.startswith("vivarium") or name in ("pyarrow", "pandas", "numpy", "scipy", "tables", "layered-config-tree", "risk-distributions", "boto3"):
            versions[name] = distribution.version
    return context, {"generation": generation, "versions": versions}


def simulate(context, request):
    """Runs one task in this process. Returns {metric: frame} with the task's own columns."""
    import random

    import numpy

    task = request["task"]
    # Model code that uses the global generators gets other numbers in other tasks, and the same ones again in a second run.
    seed = hashlib.sha256(f"{task['input_draw']}/{task['random_seed']}".encode()).digest()
    numpy.random.seed(int.from_bytes(seed[:4], "big"))
    random.seed(seed)
    with contextlib.suppress(ImportError):
        from loguru import logger

        logger.remove()
        # Its id must be 1: by that vivarium knows that logging is set up, and does not add its own coloured one.
        logger.add(sys.stdout, level="INFO", colorize=False, format="{time:HH:mm:ss} {level} {message}")

    class Quiet(context):
        """Leaves the results to us."""

        def _write_results(self, results):
            pass

    simulation = Quiet(request["specification"], configuration=configuration_of(task, request["artifact"]))
    simulation.setup()
    simulation.initialize_simulants()
    simulation.run()
    simulation.finalize()
    simulation.report(print_results=False)
    results = simulation.get_results()
    for frame in results.values():
        insert_columns(frame, task["branch"], task["input_draw"], task["random_seed"])
    return results


def peak_rss_mb():
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)


def run_child(context, request):
    """One task, from beginning to end; the outcome is there wholly or not at all. Returns the exit code."""
    began = time.monotonic()
    folder = request["folder"]
    try:
        results = simulate(context, request)
        import pyarrow

        rows, files = {}, {}
        for number, (metric, frame) in enumerate(results.items()):
            table = pyarrow.Table.from_pandas(frame, preserve_index=False)
            files[metric] = f"{number}.arrow"
            rows[metric] = table.num_rows
            with pyarrow.OSFile(os.path.join(folder, files[metric]), "wb") as sink, pyarrow.ipc.new_file(sink, table.schema) as writer:
                writer.write_table(table)
        outcome = {"state": "done", "rows": rows, "files": files}
    except BaseException as error:  # SystemExit of a model is a failure of its task as well
        trace = describe_exception(error, request["code_roots"])
        print(trace.get("traceback", ""), file=sys.stderr, flush=True)
        outcome = {"state": "failed", "error": trace}
    outcome["seconds"] = round(time.monotonic() - began, 3)
    outcome["peak_rss_mb"] = peak_rss_mb()
    write_atomically(os.path.join(folder, "outcome.json"), json.dumps(outcome).encode())
    return 0


def redirect_output(path):
    target = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    sys.stdout.flush()
    sys.stderr.flush()
    os.dup2(target, 1)
    os.dup2(target, 2)
    os.close(target)


def template_main(read_fd, write_fd):
    """The process that forks. Talks in lines of JSON; ends when the supervisor closes its end, or is gone."""
    die_with_parent()
    for number in (signal.SIGINT, signal.SIGTERM):  # they may go to the whole group; the supervisor decides
        signal.signal(number, signal.SIG_IGN)
    commands = os.fdopen(read_fd, "r", encoding="utf-8")
    answers = os.fdopen(write_fd, "w", encoding="utf-8")

    def answer(value):
        answers.write(json.dumps(value) + "\n")
        answers.flush()

    request = json.loads(commands.readline())
    try:
        context, facts = prepare_process(request)
    except BaseException as error:
        traceback.print_exc()
        answer({"error": describe_exception(error, request["code_roots"])})
        return
    answer({"ready": facts})
    for line in iter(commands.readline, ""):
        request = json.loads(line)
        sys.stdout.flush()
        sys.stderr.flush()
        template = os.getpid()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                die_with_parent(template)
                os.setpgid(0, 0)  # so that what a model starts can be ended with it
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                os.close(read_fd)
                os.close(write_fd)
                redirect_output(request["log"])
                code = run_child(context, request)
                sys.stdout.flush()
                sys.stderr.flush()
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        answer({"forked": pid})
        _, status, usage = os.wait4(pid, 0)
        ended = {"exit_code": os.WEXITSTATUS(status)} if os.WIFEXITED(status) else {"signal": os.WTERMSIG(status)}
        answer({"ended": {**ended, "peak_rss_mb": round(usage.ru_maxrss / 1024, 1)}})


def spawned_main(path):
    """A child that is a process of its own (not Linux): `prepare` only reports, else it runs the task."""
    die_with_parent()
    with open(path, encoding="utf-8") as handle:
        request = json.load(handle)
    redirect_output(request["log"])
    try:
        context, facts = prepare_process(request)
        answer = {"ready": facts}
    except BaseException as error:
        traceback.print_exc()
        answer = {"error": describe_exception(error, request["code_roots"])}
    if "task" not in request:
        write_atomically(request["answer"], json.dumps(answer).encode())
        return 0
    if "error" in answer:
        outcome = {"state": "failed", "error": answer["error"], "seconds": 0.0, "peak_rss_mb": peak_rss_mb()}
        write_atomically(os.path.join(request["folder"], "outcome.json"), json.dumps(outcome).encode())
        return 0
    return run_child(context, request)


# ---------------------------------------------------------------- the supervisor's view of them


class ForkedTasks:
    """Runs tasks through the template process. A template that dies is replaced at the next task."""

    def __init__(self, setup, log_path):
        self.setup, self.log_path = setup, log_path
        self.process, self.child, self.closed = None, None, False

    def start(self):
        """Answers what the template found; BatchError where it cannot import."""
        to_template, from_us = os.pipe()
        from_template, to_us = os.pipe()
        with open(self.log_path, "ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-u", os.path.abspath(__file__), "--template", str(to_template), str(to_us)],
                pass_fds=(to_template, to_us), stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=child_environment(),
            )
        os.close(to_template)
        os.close(to_us)
        self.commands = os.fdopen(from_us, "w", encoding="utf-8")
        self.answers = os.fdopen(from_template, "r", encoding="utf-8")
        self._send(self.setup)
        return raise_or_ready(self._receive(), self.process)

    def _send(self, value):
        with contextlib.suppress(BrokenPipeError):
            self.commands.write(json.dumps(value) + "\n")
            self.commands.flush()

    def _receive(self):
        line = self.answers.readline()
        try:
            return json.loads(line)
        except ValueError:
            return {}

    def run(self, request):
        """Answers {exit_code or signal, peak_rss_mb}."""
        if self.process is None:
            self.start()
        self._send(request)
        self.child = self._receive().get("forked")
        ended = self._receive().get("ended") if self.child else None
        self.child = None
        if ended is None:  # the template itself is gone, and with it the task
            code = self.process.wait()
            self._close_pipes()
            self.process = None
            ended = {"signal": -code} if code < 0 else {"exit_code": code}
        return ended

    def _close_pipes(self):
        for stream in (self.commands, self.answers):
            with contextlib.suppress(OSError):
                stream.close()

    def kill(self):
        """Safe in a signal handler."""
        child, process = self.child, self.process
        if child:
            for end in (os.killpg, os.kill):
                with contextlib.suppress(OSError):
                    end(child, signal.SIGKILL)
        if process and process.returncode is None:
            with contextlib.suppress(OSError):
                os.kill(process.pid, signal.SIGKILL)

    def close(self):
        self.kill()
        if self.process:
            self.process.wait()
            self._close_pipes()
            self.process = None


class SpawnedTasks:
    """Runs each task as a new process, where forking is not safe or not there."""

    def __init__(self, setup, log_path):
        self.setup, self.log_path, self.process = setup, log_path, None

    def _spawn(self, request, folder):
        path = os.path.join(folder, "request.json")
        write_atomically(path, json.dumps(request).encode())
        with open(request["log"], "ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-u", os.path.abspath(__file__), "--spawned", path],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=child_environment(), start_new_session=os.name != "nt",
            )
        return self.process.wait()

    def start(self):
        folder = os.path.dirname(self.log_path)
        answer = os.path.join(folder, "ready.json")
        self._spawn({**self.setup, "log": self.log_path, "answer": answer}, folder)
        got = {}
        with contextlib.suppress(OSError, ValueError), open(answer, encoding="utf-8") as handle:
            got = json.load(handle)
        return raise_or_ready(got, self.process)

    def run(self, request):
        code = self._spawn({**self.setup, **request}, request["folder"])
        return {"signal": -code} if code < 0 else {"exit_code": code}

    def kill(self):
        process = self.process
        if process and process.returncode is None:
            with contextlib.suppress(OSError):
                process.kill()

    def close(self):
        self.kill()


def raise_or_ready(answer, process):
    if "ready" in answer:
        return answer["ready"]
    if "error" in answer:
        error = answer["error"]
        raise BatchError(error["type"], error["message"], error)
    code = process.wait()
    died = describe_death(code, -code if code < 0 else None, False)
    raise BatchError(died["type"], "While importing the model: " + died["message"], died)


def child_environment():
    """One thread a task, since a scheduler gives a task one core; a fixed hash seed, since sets must not order results."""
    environment = dict(os.environ)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "BLOSC_NTHREADS", "VECLIB_MAXIMUM_THREADS"):
        environment.setdefault(name, "1")
    environment.setdefault("HDF5_USE_FILE_LOCKING", "FALSE")  # read only, and often on NFS
    environment.update(PYTHONHASHSEED="0", PYTHONUNBUFFERED="1", PYTHONDONTWRITEBYTECODE="1")
    return environment


def cgroup_oom_kills():
    """How often the kernel killed in our control group for want of memory; None where that cannot be known."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        with open("/proc/self/cgroup", encoding="ascii") as handle:
            place = [line.strip().split("::", 1)[1] for line in handle if line.startswith("0::")][0]
        with open(f"/sys/fs/cgroup{place}/memory.events", encoding="ascii") as handle:
            return int(dict(line.split() for line in handle)["oom_kill"])
    return None


# ---------------------------------------------------------------- results


def concat_tables(tables):
    """One table of all the rows, in order. Columns by name; dictionaries stay dictionaries where all are; kinds are widened."""
    import pyarrow

    if len(tables) == 1:
        return tables[0]
    first = tables[0].schema
    if all(t.schema.equals(first) for t in tables):
        with contextlib.suppress(pyarrow.ArrowInvalid):
            return pyarrow.concat_tables(tables).unify_dictionaries().replace_schema_metadata(first.metadata)
    # The last column (`value`) stays the last, whatever the tables have.
    last = first.names[-1] if first.names else None
    names = [n for n in dict.fromkeys(n for t in tables for n in t.column_names) if n != last] + ([last] if last else [])
    columns = []
    for name in names:
        chunks, dictionary, kinds = [], True, []
        for table in tables:
            if name not in table.column_names:
                chunks.append(table.num_rows)
                continue
            column = table.column(name)
            if pyarrow.types.is_dictionary(column.type):
                column = column.cast(column.type.value_type)
            elif not pyarrow.types.is_null(column.type):
                dictionary = False
            chunks.append(column)
            if not pyarrow.types.is_null(column.type) and column.type not in kinds:
                kinds.append(column.type)
        target = widest(kinds)
        parts = [pyarrow.nulls(c, target) if isinstance(c, int) else c.cast(target) for c in chunks]
        column = pyarrow.chunked_array([piece for p in parts for piece in (p.chunks if isinstance(p, pyarrow.ChunkedArray) else [p])], type=target)
        columns.append(column.dictionary_encode() if dictionary and kinds else column)
    return pyarrow.table(columns, names=names)


def widest(kinds):
    import pyarrow

    if not kinds:
        return pyarrow.null()
    if len(kinds) == 1:
        return kinds[0]
    numeric = all(pyarrow.types.is_integer(k) or pyarrow.types.is_floating(k) for k in kinds)
    if numeric:
        return pyarrow.int64() if all(pyarrow.types.is_integer(k) for k in kinds) else pyarrow.float64()
    if all(pyarrow.types.is_timestamp(k) for k in kinds):
        return pyarrow.timestamp("ns")
    return pyarrow.string()


def write_metric(sources, path):
    """Joins the tables of a metric's tasks into one parquet file. Returns its row count."""
    import pyarrow
    import pyarrow.parquet

    tables = []
    for source in sources:
        with pyarrow.memory_map(source, "r") as handle:
            tables.append(pyarrow.ipc.open_file(handle).read_all())
    table = concat_tables(tables)
    pyarrow.parquet.write_table(table, path, compression="zstd", compression_level=3, row_group_size=ROW_GROUP_ROWS)
    return table.num_rows


# ---------------------------------------------------------------- log


class Log:
    """The batch's log: our own lines and every task's output, each with its origin, in one local file."""

    def __init__(self, path):
        self.path = path
        self.handle = open(path, "ab", buffering=0)
        self.lock = threading.Lock()
        self.sources = {}  # path -> [prefix, offset, kept bytes]

    def __call__(self, message):
        stamp = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        line = f"{stamp} {message}\n"
        with self.lock:
            self.handle.write(line.encode("utf-8", "replace"))
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(line)
            sys.stderr.flush()

    def follow(self, path, prefix):
        with self.lock:
            self.sources[path] = [prefix, 0, 0]

    def pump(self, path=None, to_end=False):
        """Copies new whole lines of what is followed; with to_end also a last unfinished line, and stops following it."""
        with self.lock:
            for source in [path] if path else list(self.sources):
                if source in self.sources:
                    self._copy(source, self.sources[source])
                    if to_end:
                        self._copy(source, self.sources.pop(source), rest=True)

    def _copy(self, source, state, rest=False):
        prefix, offset, kept = state
        try:
            with open(source, "rb") as handle:
                handle.seek(offset)
                data = handle.read(8 * 1024 * 1024)
        except OSError:
            return
        if not rest:
            data = data[: data.rfind(b"\n") + 1] if len(data) < 8 * 1024 * 1024 else data
        if not data:
            return
        state[1] = offset + len(data)
        if kept < TASK_LOG_LIMIT:
            lines = data[: TASK_LOG_LIMIT - kept].decode("utf-8", "replace").splitlines()
            self.handle.write("".join(f"[{prefix}] {line}\n" for line in lines).encode("utf-8", "replace"))
            if kept + len(data) >= TASK_LOG_LIMIT:
                self.handle.write(f"[{prefix}] ... more output is left out\n".encode())
        state[2] = kept + len(data)

    def size(self):
        return os.fstat(self.handle.fileno()).st_size

    def read(self):
        with open(self.path, "rb") as handle:
            return handle.read()


# ---------------------------------------------------------------- the batch


def now_iso():
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Record:
    """Writes the batch's events and log to the run. A second thread keeps both fresh while tasks run."""

    def __init__(self, store, run, batch, attempt, log):
        self.store, self.run, self.batch, self.attempt, self.log = store, run.rstrip("/"), batch, attempt, log
        self.last_ms, self.event_lock = 0, threading.Lock()
        self.progress, self.shown, self.shown_at = None, None, 0.0
        self.log_put, self.log_put_at = 0, time.monotonic()
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self._keep_fresh, daemon=True)

    def event(self, state, counts=None, body=None, budget=None):
        with self.event_lock:
            self.last_ms = max(self.last_ms + 1, int(time.time() * 1000))
            name = event_key(self.last_ms, self.batch, self.attempt, state, counts)
        full = {"format": FORMAT, "batch": self.batch, "attempt": self.attempt, "state": state, **(body or {})}
        self.store.put(f"{self.run}/events/{name}", json.dumps(full).encode(), "application/json", budget)

    def _keep_fresh(self):
        while not self.ending.wait(0.5):
            self.log.pump()
            with contextlib.suppress(Exception):  # only news: the terminal event tells all of it again
                self._tell_progress()
            with contextlib.suppress(Exception):
                self._put_log()

    def _tell_progress(self):
        wanted = self.progress
        if wanted is not None and wanted != self.shown and time.monotonic() - self.shown_at >= RUNNING_EVENT_SECONDS:
            self.shown_at = time.monotonic()
            self.event("running", wanted, {"host": socket.gethostname(), "pid": os.getpid()}, budget=5)
            self.shown = wanted

    def _put_log(self, force=False, budget=5):
        size = self.log.size()
        # A long log is put less often: each time all of it goes.
        wait = LOG_PUT_SECONDS * (1 + size // 1_000_000)
        if size != self.log_put and (force or time.monotonic() - self.log_put_at >= wait):
            self.log_put_at = time.monotonic()
            self.store.put(f"{self.run}/{log_key(self.batch, self.attempt)}", self.log.read(), "text/plain; charset=utf-8", budget)
            self.log_put = size

    def end(self, budget=30):
        """Stops the thread and puts the log as it now is."""
        self.ending.set()
        if self.thread.is_alive():
            self.thread.join(10)
        self.log.pump(to_end=True)
        try:
            self._put_log(force=True, budget=budget)
        except Exception as error:
            self.log(f"the log could not be written to the bucket: {error}")


class Batch:
    """One element's work: prepare, run each task, write results, tell how it ended."""

    def __init__(self, store, log, folder, submission, element, batch, attempt, wanted):
        self.store, self.log, self.folder = store, log, folder
        self.run_uri = submission["run"].rstrip("/")
        self.element, self.batch, self.attempt, self.wanted = element, batch, attempt, wanted
        self.record = Record(store, self.run_uri, batch, attempt, log)
        self.started_at, self.versions = now_iso(), {"python": sys.version.split()[0]}
        self.tasks, self.outcomes, self.runner = [], {}, None
        self.stopping, self.interruptible = None, False

    # -- stopping

    def on_signal(self, number, _frame):
        if self.stopping is None:
            self.stopping = number
            self.store.deadline = time.monotonic() + TERMINAL_GRACE
            if hasattr(signal, "setitimer"):  # whatever hangs then, the end is in time
                signal.signal(signal.SIGALRM, lambda *_: os._exit(EXIT_STOPPED))
                signal.setitimer(signal.ITIMER_REAL, TERMINAL_GRACE + 1)
            if self.runner:
                self.runner.kill()
            if self.interruptible:
                self.interruptible = False
                raise Stopped()

    def follow_pool(self, pool):
        """This computer's own scheduler names its pool: nothing of us may outlive it."""
        while os.getppid() == pool:
            time.sleep(1)
        if self.runner:
            self.runner.kill()
        os._exit(EXIT_STOPPED)

    @contextlib.contextmanager
    def interrupted_by_signals(self):
        self.interruptible = True
        try:
            if self.stopping is not None:
                raise Stopped()
            yield
        finally:
            self.interruptible = False

    # -- the way through

    def execute(self):
        """Returns the exit code."""
        identity = {"host": socket.gethostname(), "pid": os.getpid(), "element": self.element, "started_at": self.started_at, "job": scheduler_job()}
        try:
            with self.interrupted_by_signals():
                self.record.event("started", None, identity)
                self.log(f"batch {self.batch}, attempt {self.attempt}, element {self.element} on {identity['host']}: {self.run_uri}")
                self.record.thread.start()
                self.prepare()
                self.record.progress = (0, len(self.tasks))
                for task in self.tasks:
                    self.run_task(task)
        except Stopped:
            self.log(f"asked to stop ({signal.Signals(self.stopping).name})")
            return self.conclude("stopped", EXIT_STOPPED)
        except (Unreachable, NotThere):
            raise
        except BatchError as error:
            made = describe_exception(error)
            self.log(f"the batch cannot run: {error.kind}: {error}")
            return self.conclude("failed", EXIT_FAILED, made)
        except Exception as error:
            made = describe_exception(error)
            self.log(f"the batch cannot run: {made['traceback']}")
            return self.conclude("failed", EXIT_FAILED, made)
        finally:
            if self.runner:
                self.runner.close()
        try:
            return self.conclude("finished", 0)
        except (Unreachable, NotThere):
            raise
        except Exception as error:  # results that cannot be joined or a full disk: all of it is to be run again
            made = describe_exception(error)
            self.log(f"the results cannot be written: {made['traceback']}")
            return self.conclude("failed", EXIT_FAILED, made)

    def read(self, name):
        try:
            return self.store.get(f"{self.run_uri}/{name}")
        except NotThere as error:
            raise BatchError("NotFound", f"the run has no {name}.") from error

    def prepare(self):
        self.tasks = [{"task": t} for t in self.wanted or []]
        manifest = json.loads(self.read("run.json"))
        if manifest.get("format") != FORMAT:
            raise BatchError("UnknownFormat", f"the run has format {manifest.get('format')}; this worker knows format {FORMAT}")
        self.memory_mb = (manifest.get("resources") or {}).get("memory_mb")
        self.tasks = self.choose_tasks(self.read("tasks.parquet"))
        specification = os.path.join(self.folder, "model_specification.yaml")
        write_atomically(specification, self.read("model_specification.yaml"))
        cache = cache_folder()
        artifact = manifest.get("artifact")
        self.artifact = None
        if artifact:
            checksum = artifact["checksum"]
            suffix = os.path.splitext(artifact["uri"])[1] or ".hdf"
            self.artifact = cached_file(
                self.store, artifact["uri"], checksum["algorithm"], checksum["value"], artifact.get("size"), os.path.join(cache, "artifacts"), suffix, self.log
            )
        self.code_roots = fetch_code(self.store, manifest.get("code") or {"kind": "none"}, cache, self.log)
        self.setup = {"specification": specification, "code_roots": self.code_roots, "generation": manifest.get("generation"), "artifact": self.artifact}
        import_log = os.path.join(self.folder, "import.log")
        self.log.follow(import_log, "python")
        began = time.monotonic()
        fork = ON_LINUX and os.environ.get("VIVARIUM_WORKER_CHILDREN") != "spawn"
        self.runner = (ForkedTasks if fork else SpawnedTasks)(self.setup, import_log)
        facts = self.runner.start()
        self.versions.update(facts["versions"])
        self.log(f"{len(self.tasks)} tasks; vivarium and the model imported in {time.monotonic() - began:.1f} s")

    def choose_tasks(self, data):
        import pyarrow
        import pyarrow.compute
        import pyarrow.parquet

        table = pyarrow.parquet.read_table(pyarrow.BufferReader(data), columns=["task", "batch", "input_draw", "random_seed", "branch"])
        mine = {row["task"]: row for row in table.filter(pyarrow.compute.equal(table["batch"], self.batch)).to_pylist()}
        chosen = sorted(mine) if self.wanted is None else self.wanted
        absent = [t for t in chosen if t not in mine]
        if absent or not chosen:
            raise BatchError("NoSuchTask", f"batch {self.batch} has no task {absent[0]}" if absent else f"the run has no batch {self.batch}")
        return [{**mine[t], "branch": json.loads(mine[t]["branch"])} for t in chosen]

    def run_task(self, task):
        number = task["task"]
        folder = os.path.join(self.folder, f"task-{number}")
        os.makedirs(folder)
        output = os.path.join(folder, "output.log")
        self.log.follow(output, f"task {number}")
        self.log(f"task {number}: draw {task['input_draw']}, seed {task['random_seed']}, {json.dumps(task['branch'])}")
        began, kills = time.monotonic(), cgroup_oom_kills()
        request = {**self.setup, "task": task, "folder": folder, "log": output}
        ended = self.runner.run(request)
        self.interruptible = False  # from here to the end of the bookkeeping a stop waits
        outcome = None
        with contextlib.suppress(OSError, ValueError), open(os.path.join(folder, "outcome.json"), encoding="utf-8") as handle:
            outcome = json.load(handle)
        if outcome is None and ended.get("signal") in (signal.SIGTERM, signal.SIGINT):
            time.sleep(0.5)  # was it for all of us?
        if outcome is None and self.stopping is not None:
            raise Stopped()  # our own kill is not the task's failure
        if outcome is None:
            peak = ended.get("peak_rss_mb")
            now = cgroup_oom_kills()
            starved = ended.get("signal") == getattr(signal, "SIGKILL", 9) and (
                (kills is not None and now is not None and now > kills) or bool(peak and self.memory_mb and peak > 0.9 * self.memory_mb)
            )
            outcome = {"state": "failed", "seconds": round(time.monotonic() - began, 3), **ended}
            outcome["error"] = describe_death(ended.get("exit_code"), ended.get("signal"), starved)
        outcome["folder"] = folder
        self.outcomes[number] = outcome
        self.log.pump(output, to_end=True)
        self.log(f"task {number}: {outcome['state']} in {outcome['seconds']:.1f} s" + (f": {outcome['error']['title']}" if "error" in outcome else ""))
        self.record.progress = (len(self.outcomes), len(self.tasks))
        self.interruptible = True
        if self.stopping is not None:
            raise Stopped()

    def conclude(self, state, code, error=None):
        """Writes the results of the tasks that are done, then the log, then the one terminal event."""
        files = self.write_results() if state != "failed" else []
        done = sum(o["state"] == "done" for o in self.outcomes.values()) if state != "failed" else 0
        self.log(f"{state}: {done} of {len(self.tasks)} tasks done")
        self.record.end(budget=30 if self.stopping is None else 3)
        body = {
            "host": socket.gethostname(), "pid": os.getpid(), "element": self.element, "started_at": self.started_at, "ended_at": now_iso(),
            "versions": self.versions, "tasks": [self.report_of(t["task"], state) for t in self.tasks], "files": files,
        }
        if error:
            body["error"] = error
        self.record.event(state, (done, len(self.tasks)), body)
        return code

    def report_of(self, number, state):
        outcome = self.outcomes.get(number)
        if outcome is None or state == "failed":
            return {"task": number, "state": "not_run"}
        kept = ("state", "seconds", "peak_rss_mb", "rows", "exit_code", "signal", "error")
        return {"task": number, **{k: outcome[k] for k in kept if outcome.get(k) is not None}}

    def write_results(self):
        sources = {}
        for number in sorted(self.outcomes):
            outcome = self.outcomes[number]
            if outcome["state"] == "done":
                for metric, name in outcome["files"].items():
                    sources.setdefault(metric, []).append(os.path.join(outcome["folder"], name))
        files = []
        for metric in sorted(sources):
            safe = re.sub(r"[^A-Za-z0-9_.=-]", "_", metric)
            local = os.path.join(self.folder, f"{safe}.parquet")
            rows = write_metric(sources[metric], local)
            key = result_key(safe, self.batch, self.attempt)
            self.store.put_file(f"{self.run_uri}/{key}", local)
            files.append({"metric": safe, "key": key, "size": os.path.getsize(local), "rows": rows})
            os.remove(local)
        return files


def scheduler_job():
    """The scheduler's own name for this element, for people who look there."""
    for name in ("SLURM_ARRAY_JOB_ID", "SLURM_JOB_ID", "JOB_ID", "VIVARIUM_JOB_ID"):
        if os.environ.get(name):
            return os.environ[name]
    return None


# ---------------------------------------------------------------- program


@contextlib.contextmanager
def working_folder():
    """A folder of our own, and no folders of workers that were killed: theirs have a lock that nobody holds."""
    base = os.path.join(tempfile.gettempdir(), f"vivarium-worker-{os.getuid() if hasattr(os, 'getuid') else 'user'}")
    os.makedirs(base, mode=0o700, exist_ok=True)
    if hasattr(os, "getuid"):
        state = os.lstat(base)
        if state.st_uid != os.getuid() or not os.path.isdir(base) or os.path.islink(base):
            base = tempfile.mkdtemp(prefix="vivarium-worker-")
    folder = tempfile.mkdtemp(dir=base)
    try:
        if os.name == "nt":
            yield folder
            return
        import fcntl

        with open(os.path.join(folder, ".lock"), "wb") as mine:
            fcntl.flock(mine, fcntl.LOCK_EX)
            for name in os.listdir(base):
                other = os.path.join(base, name)
                with contextlib.suppress(OSError):
                    if other != folder and time.time() - os.stat(other).st_mtime > 60:
                        with open(os.path.join(other, ".lock"), "ab") as theirs:
                            fcntl.flock(theirs, fcntl.LOCK_EX | fcntl.LOCK_NB)
                            shutil.rmtree(other, ignore_errors=True)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def supervise(arguments):
    with working_folder() as folder:
        log = Log(os.path.join(folder, "batch.log"))
        store = Store(log)
        text = store.get(arguments.submission)
        batch = Batch(store, log, folder, *parse_submission(text, arguments.element, os.environ))
        if os.environ.get("VIVARIUM_POOL_PID") and os.name != "nt":
            threading.Thread(target=batch.follow_pool, args=(int(os.environ["VIVARIUM_POOL_PID"]),), daemon=True).start()
        names = ("SIGTERM", "SIGINT", "SIGUSR2", "SIGXCPU")  # the last two: SGE's warnings before its SIGKILL
        for name in names:
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), batch.on_signal)
        return batch.execute()


def main(argv=None):
    parser = argparse.ArgumentParser(description="Runs one batch of vivarium simulations and keeps its record in the run's bucket.")
    parser.add_argument("--submission", help="s3://bucket/.../submissions/<ms>.json")
    parser.add_argument("--element", type=int, help="which of the submission's batches, from 1; else the scheduler's variable")
    parser.add_argument("--template", nargs=2, type=int, help=argparse.SUPPRESS)
    parser.add_argument("--spawned", help=argparse.SUPPRESS)
    arguments = parser.parse_args(argv)
    if arguments.template:
        template_main(*arguments.template)
        return 0
    if arguments.spawned:
        return spawned_main(arguments.spawned)
    if not arguments.submission:
        parser.error("--submission is needed")
    try:
        return supervise(arguments)
    except UsageError as error:
        print(f"vivarium worker: {error}", file=sys.stderr)
        return EXIT_USAGE
    except NotThere as error:
        print(f"vivarium worker: not there: {error}", file=sys.stderr)
        return EXIT_USAGE
    except Unreachable as error:
        print(f"vivarium worker: cannot reach the bucket: {error}", file=sys.stderr)
        return EXIT_UNREACHABLE
    except ImportError as error:
        print(f"vivarium worker: this Python lacks a part that the worker needs: {error}", file=sys.stderr)
        return EXIT_FAILED


if __name__ == "__main__":
    sys.exit(main())

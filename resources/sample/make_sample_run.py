#!/usr/bin/env python3
"""How `finished-run/` was made: the sample's 12 tasks, run for real by the project's worker and local scheduler.

    AWS_ENDPOINT_URL=... AWS_ACCESS_KEY_ID=... AWS_SECRET_ACCESS_KEY=... python make_sample_run.py [OUT]

Needs Python with resources/python/current.txt and an S3 server with an empty bucket `sandbox`. Plants the run's inputs in the
bucket, submits it with two slots, waits, and copies the run's whole record to OUT (default: finished-run). What belongs to
the machine (host name, folders of the Python installation) is replaced in events and logs; all else is as it was written.
"""
import csv
import datetime
import gzip
import hashlib
import io
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import time

import boto3
import pyarrow
import pyarrow.parquet
import yaml

HERE = pathlib.Path(__file__).resolve().parent
WORKER = HERE.parent / "worker" / "vivarium_worker.py"
SCHEDULER = HERE.parent / "local-scheduler" / "vivarium_local.py"
BUCKET, PREFIX, MODEL = "sandbox", "vivarium", "sample"
# psimulate 4.7.2's shuffles for input_draw_count 3 and random_seed_count 2.
DRAWS, SEEDS, SCENARIOS = (202, 170, 164), (7609, 5419), ("baseline", "treated")
BATCH_SIZE, SLOTS = 3, 2


def sample_tasks():
    """psimulate's order: draws, seeds, branches."""
    return [(draw, seed, {"intervention": {"scenario": s}}) for draw in DRAWS for seed in SEEDS for s in SCENARIOS]


def pack_code(folder):
    """A .tar.gz of a folder, the same bytes for the same files."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
            member = tarfile.TarInfo(path.relative_to(folder).as_posix())
            member.size, member.mode = path.stat().st_size, 0o644
            archive.addfile(member, path.open("rb"))
    return gzip.compress(raw.getvalue(), mtime=0)


def tasks_table(tasks, batch_size):
    columns = {
        "task": pyarrow.array(range(len(tasks)), pyarrow.int64()),
        "batch": pyarrow.array([i // batch_size for i in range(len(tasks))], pyarrow.int32()),
        "input_draw": pyarrow.array([t[0] for t in tasks], pyarrow.int64()),
        "random_seed": pyarrow.array([t[1] for t in tasks], pyarrow.int64()),
        "branch": pyarrow.array([json.dumps(t[2]) for t in tasks], pyarrow.string()),
    }
    flat = [flatten(t[2]) for t in tasks]
    for key in dict.fromkeys(k for f in flat for k in f):
        columns[key] = pyarrow.array([f.get(key) for f in flat])
    return pyarrow.table(columns)


def flatten(nested, prefix=""):
    flat = {}
    for key, value in nested.items():
        flat.update(flatten(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value})
    return flat


def full_specification(path, stamp):
    """The specification with vivarium's defaults filled in, as psimulate's `parse` and `persist` write it."""
    try:
        from vivarium.engine.framework.configuration import build_model_specification
    except ImportError:
        from vivarium.framework.configuration import build_model_specification
    specification = build_model_specification(path)
    specification.configuration.update({"output_data": {"results_directory": f"results/{MODEL}/{stamp}"}}, source="psimulate")
    return yaml.dump(specification.to_dict(), sort_keys=False)


def plant(s3, bucket, prefix, model, stamp, *, specification, tasks, batch_size, artifact, code, generation, psimulate, memory_mb=1000):
    """Puts all that a run needs into the bucket. Returns the run's URI and its batch count."""

    def put(key, data):
        s3.put_object(Bucket=bucket, Key=key, Body=data)
        return f"s3://{bucket}/{key}", hashlib.sha256(data).hexdigest()

    worker_uri, worker_sha = put(f"{prefix}/worker/{hashlib.sha256(WORKER.read_bytes()).hexdigest()}.py", WORKER.read_bytes())
    artifact_uri, artifact_sha = put(f"{prefix}/artifacts/{model}.hdf", artifact)
    code_uri, code_sha = put(f"{prefix}/code/{hashlib.sha256(code).hexdigest()}.tar.gz", code)
    base = f"{prefix}/results/{model}/{stamp}"
    count = -(-len(tasks) // batch_size)
    table = io.BytesIO()
    pyarrow.parquet.write_table(tasks_table(tasks, batch_size), table, compression="zstd")
    manifest = {
        "format": 1, "id": f"{model}/{stamp}", "uri": f"s3://{bucket}/{base}", "model": model,
        "created_at": datetime.datetime.strptime(stamp, "%Y_%m_%d_%H_%M_%S").isoformat() + "Z",
        "generation": generation, "psimulate": psimulate,
        "artifact": {"uri": artifact_uri, "checksum": {"algorithm": "sha256", "value": artifact_sha}, "size": len(artifact)},
        "code": {"kind": "archive", "uri": code_uri, "sha256": code_sha},
        "worker": {"uri": worker_uri, "sha256": worker_sha},
        "resources": {"memory_mb": memory_mb, "task_seconds": None},
        "tasks": {"total": len(tasks)}, "batches": {"size": batch_size, "count": count},
    }
    put(f"{base}/model_specification.yaml", specification.encode())
    put(f"{base}/tasks.parquet", table.getvalue())
    put(f"{base}/run.json", json.dumps(manifest, indent=1).encode())
    return f"s3://{bucket}/{base}", count


def put_submission(s3, run, batches, job_name, job_ids=(), ms=None):
    """Writes a submission and returns its URI."""
    ms = ms or int(time.time() * 1000)
    bucket, key = run[5:].split("/", 1)
    at = datetime.datetime.fromtimestamp(ms / 1000, datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    body = {"format": 1, "run": run, "scheduler": "local", "job_name": job_name, "submitted_at": at, "batches": batches, "job_ids": list(job_ids)}
    s3.put_object(Bucket=bucket, Key=f"{key}/submissions/{ms}.json", Body=json.dumps(body).encode())
    return f"{run}/submissions/{ms}.json", ms


def local(verb, *words):
    return json.loads(subprocess.run([sys.executable, SCHEDULER, verb, *words], check=True, capture_output=True, text=True).stdout)


def main(out):
    s3 = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"], region_name="us-east-1")
    stamp = datetime.datetime.now(datetime.timezone.utc).strftime("%Y_%m_%d_%H_%M_%S")
    tasks = sample_tasks()
    run, count = plant(
        s3, BUCKET, PREFIX, MODEL, stamp, specification=full_specification(HERE / "model_specification.yaml", stamp), tasks=tasks,
        batch_size=BATCH_SIZE, artifact=(HERE / "artifact.hdf").read_bytes(), code=pack_code(HERE / "model"), generation="current", psimulate="4.7.2",
    )
    name = f"{MODEL}-{stamp}"
    batches = [{"batch": b, "attempt": 1} for b in range(count)]
    submission, ms = put_submission(s3, run, batches, name)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        job = local("submit", "--jobs-dir", folder, "--name", name, "--elements", str(count), "--slots", str(SLOTS), "--", sys.executable, str(WORKER), "--submission", submission)["job_id"]
        put_submission(s3, run, batches, name, [job], ms)
        while local("status", "--jobs-dir", folder, job)[0]["state"] == "running":
            time.sleep(0.5)
    print(f"{len(tasks)} tasks in {time.monotonic() - began:.1f} s")

    base = run[5:].split("/", 1)[1]
    # The files that the program that plans and watches a run writes, as psimulate has them.
    s3.put_object(Bucket=BUCKET, Key=f"{base}/branches.yaml", Body=yaml.dump([{"intervention": {"scenario": s}} for s in SCENARIOS], sort_keys=False).encode())
    keyspace = {"input_draw": list(DRAWS), "intervention.scenario": list(SCENARIOS), "random_seed": list(SEEDS)}
    s3.put_object(Bucket=BUCKET, Key=f"{base}/keyspace.yaml", Body=yaml.dump(keyspace).encode())
    finished = io.StringIO()
    rows = csv.writer(finished, lineterminator="\n")
    rows.writerow(["intervention.scenario", "input_draw", "random_seed"])
    rows.writerows([t[2]["intervention"]["scenario"], t[0], t[1]] for t in tasks)
    s3.put_object(Bucket=BUCKET, Key=f"{base}/finished_sim_metadata.csv", Body=finished.getvalue().encode())

    shutil.rmtree(out, ignore_errors=True)
    # So that the run can be retried or expanded, its code belongs to the record; artifact and worker are in the project.
    code = pack_code(HERE / "model")
    (out / "code").mkdir(parents=True)
    (out / "code" / f"{hashlib.sha256(code).hexdigest()}.tar.gz").write_bytes(code)
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=f"{base}/"):
        for entry in page["Contents"]:
            path = out / MODEL / stamp / entry["Key"][len(base) + 1:]
            path.parent.mkdir(parents=True, exist_ok=True)
            data = s3.get_object(Bucket=BUCKET, Key=entry["Key"])["Body"].read()
            path.write_bytes(without_machine(data) if "/events/" in entry["Key"] or "/logs/" in entry["Key"] else data)


def without_machine(data):
    text = data.decode()
    for place in (sysconfig.get_paths()["purelib"], sys.prefix, str(HERE.parent.parent), tempfile.gettempdir(), str(pathlib.Path.home())):
        text = text.replace(place, "...")
    return re.sub(re.escape(socket.gethostname()), "sandbox", text).encode()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "finished-run")

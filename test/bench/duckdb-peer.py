"""The peer of the sandbox's queries: DuckDB's own Python on the same rows in local files.

usage: duckdb-peer.py GLOB SQL   prints {"cold": ms, "warm": ms}; cold is the first query of a fresh connection, warm the median of 30
"""

import json
import statistics
import sys
import time

import duckdb

files, sql = sys.argv[1:]


def timed(run):
    began = time.perf_counter()
    run()
    return (time.perf_counter() - began) * 1000


connection = duckdb.connect()


def first():
    connection.execute(f"CREATE VIEW deaths AS SELECT * FROM read_parquet('{files}', union_by_name = true)")
    connection.execute(sql).fetchall()


cold = timed(first)
warm = statistics.median(timed(lambda: connection.execute(sql).fetchall()) for _ in range(30))
print(json.dumps({"cold": cold, "warm": warm}))

"""The worker's pure rules: python -m unittest discover -s test/resources/worker. pandas and pyarrow only where they are there."""
import importlib.util
import io
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import unittest

sys.dont_write_bytecode = True
RESOURCES = pathlib.Path(__file__).resolve().parents[3] / "resources"
spec = importlib.util.spec_from_file_location("vivarium_worker", RESOURCES / "worker" / "vivarium_worker.py")
worker = importlib.util.module_from_spec(spec)
spec.loader.exec_module(worker)

try:
    import pandas
except ImportError:
    pandas = None
try:
    import pyarrow
except ImportError:
    pyarrow = None

SUBMISSION = '{"format":1,"run":"s3://b/p/results/m/s","batches":[{"batch":4,"attempt":1},{"batch":7,"attempt":2,"tasks":[70,71]}]}'


class Elements(unittest.TestCase):
    def test_argument_before_environment(self):
        self.assertEqual(worker.element_number(2, {"SGE_TASK_ID": "1"}, 3), 2)

    def test_each_scheduler(self):
        for name in ("SGE_TASK_ID", "SLURM_ARRAY_TASK_ID", "VIVARIUM_TASK_ID"):
            self.assertEqual(worker.element_number(None, {name: "3"}, 3), 3)

    def test_sge_outside_of_an_array(self):
        self.assertEqual(worker.element_number(None, {"SGE_TASK_ID": "undefined"}, 1), 1)
        with self.assertRaises(worker.UsageError):
            worker.element_number(None, {"SGE_TASK_ID": "undefined"}, 2)

    def test_out_of_range(self):
        for text in ("0", "4", "-1", "x", "1.0"):
            with self.assertRaises(worker.UsageError):
                worker.element_number(None, {"SGE_TASK_ID": text}, 3)

    def test_submission(self):
        _, element, batch, attempt, tasks = worker.parse_submission(SUBMISSION, 2, {})
        self.assertEqual((element, batch, attempt, tasks), (2, 7, 2, [70, 71]))
        self.assertIsNone(worker.parse_submission(SUBMISSION, 1, {})[4])

    def test_unreadable_submissions(self):
        for text in ("", "[]", "{}", '{"format":2}', '{"format":1,"run":"x","batches":[]}', '{"format":1,"run":"s3://b/p","batches":[{}]}'):
            with self.assertRaises(worker.UsageError, msg=text):
                worker.parse_submission(text, 1, {})


class Names(unittest.TestCase):
    def test_events_sort_by_time(self):
        self.assertEqual(worker.event_key(1795447154590, 3, 1, "started"), "1795447154590-0003-1-started")
        self.assertEqual(worker.event_key(5, 12345, 2, "running", (1, 20)), "0000000000005-12345-2-running-1of20")

    def test_results_and_logs(self):
        self.assertEqual(worker.result_key("deaths", 3, 1), "results/deaths/0003.parquet")
        self.assertEqual(worker.result_key("deaths", 3, 2), "results/deaths/0003.r2.parquet")
        self.assertEqual(worker.log_key(3, 2), "logs/0003/2.log")

    def test_uris(self):
        self.assertEqual(worker.parse_s3_uri("s3://bucket/a/b.json"), ("bucket", "a/b.json"))
        for text in ("", None, "bucket/a", "s3://bucket", "https://bucket/a"):
            with self.assertRaises(worker.UsageError):
                worker.parse_s3_uri(text)


class Configuration(unittest.TestCase):
    task = {"branch": {"intervention": {"scenario": "treated"}, "input_data": {"location": "X"}}, "input_draw": 7, "random_seed": 9}

    def test_over_the_branch(self):
        made = worker.configuration_of(self.task, "/a.hdf")
        self.assertEqual(made["input_data"], {"location": "X", "input_draw_number": 7, "artifact_path": "/a.hdf"})
        self.assertEqual(made["randomness"], {"random_seed": 9})
        self.assertEqual(self.task["branch"]["input_data"], {"location": "X"})

    def test_a_branch_may_name_its_own_artifact(self):
        task = {**self.task, "branch": {"input_data": {"artifact_path": "/own.hdf"}}}
        self.assertEqual(worker.configuration_of(task, "/a.hdf")["input_data"]["artifact_path"], "/own.hdf")
        self.assertNotIn("artifact_path", worker.configuration_of(self.task, None)["input_data"])

    def test_component_modules(self):
        components = {"vivarium.public_health": {"population": ["BasePopulation()"], "x": ["disease.SIS('a.b')"]}, "viv_demo": ["A()"]}
        self.assertEqual(list(worker.component_modules(components)), ["vivarium.public_health.population", "vivarium.public_health.x.disease", "viv_demo"])


class Signatures(unittest.TestCase):
    def signature(self, message, frames=(("/home/me/model/a.py", "step"),), kind="ValueError"):
        return worker.error_object(kind, message, frames)["signature"]

    def test_what_differs_from_task_to_task_is_left_out(self):
        for one, other in [
            ("bad draw 7 of 1000", "bad draw 912 of 1000"),
            ("object at 0x7f00ab12", "object at 0x55"),
            ("cannot open /data/x/1.hdf", "cannot open /scratch/9/2.hdf"),
            ("value -1.5e-08 is negative", "value -2 is negative"),
            ("cannot use '2022-01-01 and more'", "cannot use '2023-05-01 and less'"),
            ("job 3f2504e0-4f89-11d3-9a0c-0305e82c3301", "job 00000000-4f89-11d3-9a0c-0305e82c3301"),
        ]:
            self.assertEqual(self.signature(one), self.signature(other), one)

    def test_what_is_the_cause_stays(self):
        self.assertNotEqual(self.signature("no column 'sex'"), self.signature("no column 'age'"))
        self.assertNotEqual(self.signature("x"), self.signature("x", kind="KeyError"))
        self.assertNotEqual(self.signature("x"), self.signature("x", frames=(("/home/me/model/a.py", "other"),)))

    def test_apostrophes_are_no_quotes(self):
        self.assertEqual(worker.normalise_message("vivarium's 'a' and the model's 'b'"), "vivarium's 'a' and the model's 'b'")

    def test_names_with_digits_stay(self):
        self.assertEqual(worker.normalise_message("dtype float64, cat1, 3 rows"), "dtype float64, cat1, # rows")

    def test_blames_the_users_code(self):
        site = "/v/lib/python3.11/site-packages/"
        frames = [("/home/me/model/a.py", "setup"), (site + "vivarium/engine/x.py", "get"), (site + "pandas/core.py", "loc")]
        self.assertEqual(worker.blamed_frame(frames), "a.py:setup")
        self.assertEqual(worker.blamed_frame(frames[1:]), "x.py:get")
        self.assertEqual(worker.blamed_frame(frames[2:]), "core.py:loc")
        self.assertEqual(worker.blamed_frame([]), "")
        # A code archive is unpacked in a folder that is told, wherever that is.
        self.assertEqual(worker.blamed_frame([(site + "x/b.py", "f"), *frames[1:]], [site + "x"]), "b.py:f")

    def test_out_of_memory(self):
        for error in (MemoryError(), MemoryError("Unable to allocate 3 GiB")):
            made = worker.describe_exception(error)
            self.assertEqual((made["signature"], made["title"]), ("oom", "Out of memory"))
        self.assertEqual(worker.describe_death(None, 9, True)["signature"], "oom")

    def test_deaths(self):
        killed, crashed, left = worker.describe_death(None, 9, False), worker.describe_death(None, 11, False), worker.describe_death(3, None, False)
        self.assertEqual((killed["type"], crashed["type"], left["type"]), ("Killed", "Killed", "Exited"))
        self.assertEqual(len({killed["signature"], crashed["signature"], left["signature"]}), 3)
        self.assertIn("SIGSEGV", crashed["title"])

    def test_traceback_is_bounded(self):
        clipped = worker.clip_traceback("é" * 40_000 + "the cause")
        self.assertLessEqual(len(clipped.encode()), worker.TRACEBACK_LIMIT)
        self.assertTrue(clipped.endswith("the cause"))


class Archives(unittest.TestCase):
    def unpack(self, *members):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.tar.gz")
            with tarfile.open(path, "w:gz") as archive:
                for name, kind, link in members:
                    info = tarfile.TarInfo(name)
                    info.type, info.linkname = kind, link
                    data = b"x" if kind == tarfile.REGTYPE else b""
                    info.size = len(data)
                    archive.addfile(info, io.BytesIO(data))
            target = os.path.join(folder, "out")
            worker.extract_archive(path, target)
            return sorted(os.path.relpath(os.path.join(d, f), target) for d, _, files in os.walk(target) for f in files)

    def test_plain(self):
        self.assertEqual(self.unpack(("a/b.py", tarfile.REGTYPE, ""), ("a/c.py", tarfile.SYMTYPE, "b.py")), ["a/b.py", "a/c.py"])

    def test_refused(self):
        for member in [
            ("/etc/x", tarfile.REGTYPE, ""), ("../x", tarfile.REGTYPE, ""), ("a/../../x", tarfile.REGTYPE, ""), ("C:/x", tarfile.REGTYPE, ""),
            ("a\\..\\..\\x", tarfile.REGTYPE, ""), ("a", tarfile.SYMTYPE, "/etc"), ("a", tarfile.SYMTYPE, "../x"), ("a/b", tarfile.LNKTYPE, "../x"),
            ("a", tarfile.FIFOTYPE, ""), ("a", tarfile.CHRTYPE, ""),
        ]:
            with self.assertRaises(worker.BatchError, msg=member[0]):
                self.unpack(member)

    def test_not_an_archive(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.tar.gz")
            pathlib.Path(path).write_bytes(b"not a tar")
            with self.assertRaises(worker.BatchError):
                worker.extract_archive(path, os.path.join(folder, "out"))
            self.assertEqual(os.listdir(folder), ["a.tar.gz"])


class FakeStore:
    def __init__(self, data):
        self.data, self.downloads = data, 0

    def download(self, _uri, path):
        self.downloads += 1
        pathlib.Path(path).write_bytes(self.data)


class Cache(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(subprocess.run, ["rm", "-rf", self.folder])

    def get(self, store, value, size=5):
        return worker.cached_file(store, "s3://b/a.hdf", "SHA-256", value, size, self.folder, ".hdf", lambda _: None)

    def test_once_verified_and_repaired(self):
        digest = worker.hashlib.sha256(b"hello").hexdigest()
        store = FakeStore(b"hello")
        path = self.get(store, digest)
        self.assertEqual(self.get(store, digest), path)
        self.assertEqual(store.downloads, 1)
        os.chmod(path, 0o644)
        pathlib.Path(path).write_bytes(b"hell0")
        self.assertEqual(pathlib.Path(self.get(store, digest)).read_bytes(), b"hello")
        self.assertEqual(store.downloads, 2)

    def test_wrong_content_leaves_nothing(self):
        with self.assertRaises(worker.BatchError) as caught:
            self.get(FakeStore(b"other"), "0" * 64)
        self.assertEqual(caught.exception.kind, "ChecksumMismatch")
        self.assertFalse([n for n in os.listdir(self.folder) if n.endswith((".hdf", ".part"))])


class Program(unittest.TestCase):
    def test_usage(self):
        got = subprocess.run([sys.executable, RESOURCES / "worker" / "vivarium_worker.py"], capture_output=True, text=True)
        self.assertEqual(got.returncode, 2)
        self.assertIn("--submission", got.stderr)


@unittest.skipUnless(pandas, "needs pandas")
class Columns(unittest.TestCase):
    def columns(self, frame, branch):
        return list(worker.insert_columns(frame, branch, 7, 9).columns)

    def test_as_psimulate(self):
        frame = pandas.DataFrame({"measure": ["a"], "value": [1.0]})
        branch = {"intervention": {"scenario": "treated", "deep": {"er": 2}}, "x": 1}
        self.assertEqual(self.columns(frame, branch), ["measure", "scenario", "er", "x", "input_draw", "random_seed", "value"])
        self.assertEqual(frame.iloc[0].tolist(), ["a", "treated", 2, 1, 7, 9, 1.0])

    def test_a_name_that_is_taken(self):
        frame = pandas.DataFrame({"sex": ["a"], "value": [1.0]})
        self.assertEqual(self.columns(frame, {"a": {"sex": "x"}, "b": {"k": 1}, "c": {"k": 2}}), ["sex", "a.sex", "k", "c.k", "input_draw", "random_seed", "value"])

    def test_lists_and_empty_frames(self):
        frame = pandas.DataFrame({"measure": ["a", "b"], "value": [1.0, 2.0]})
        worker.insert_columns(frame, {"a": {"ages": [1, 2]}}, 7, 9)
        self.assertEqual(frame["ages"].tolist(), ["[1, 2]", "[1, 2]"])
        self.assertEqual(self.columns(pandas.DataFrame({"value": []}), {}), ["input_draw", "random_seed", "value"])


@unittest.skipUnless(pyarrow, "needs pyarrow")
class Joining(unittest.TestCase):
    def test_dictionaries_with_other_categories(self):
        one = pyarrow.table({"sex": pyarrow.array(["F"]).dictionary_encode(), "value": [1.0]})
        other = pyarrow.table({"sex": pyarrow.array(["M", "F"]).dictionary_encode(), "value": [2.0, 3.0]})
        joined = worker.concat_tables([one, other])
        self.assertTrue(pyarrow.types.is_dictionary(joined.schema.field("sex").type))
        self.assertEqual(joined["sex"].to_pylist(), ["F", "M", "F"])

    def test_kinds_that_differ(self):
        one = pyarrow.table({"k": [1], "sex": pyarrow.array(["F"]).dictionary_encode(), "value": [1]})
        other = pyarrow.table({"k": ["a"], "new": [None], "sex": ["M"], "value": [2.5]})
        joined = worker.concat_tables([one, other])
        self.assertEqual(joined.to_pydict(), {"k": ["1", "a"], "sex": ["F", "M"], "new": [None, None], "value": [1.0, 2.5]})
        self.assertEqual(joined.schema.names[-1], "value")

    def test_more_categories_than_the_index_holds(self):
        kind = pyarrow.dictionary(pyarrow.int8(), pyarrow.string())
        tables = [pyarrow.table({"c": pyarrow.array([f"{n}-{i}" for i in range(100)]).dictionary_encode().cast(kind), "value": [1.0] * 100}) for n in (1, 2)]
        joined = worker.concat_tables(tables)
        self.assertEqual(len(set(joined["c"].to_pylist())), 200)


if __name__ == "__main__":
    unittest.main()

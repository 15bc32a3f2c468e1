"""Life and death of this computer's scheduler and of the sandbox guardian, with real processes. Standard library only."""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.dont_write_bytecode = True
RESOURCES = pathlib.Path(__file__).resolve().parents[3] / "resources"
SCHEDULER = str(RESOURCES / "local-scheduler" / "vivarium_local.py")
GUARDIAN = str(RESOURCES / "sandbox" / "guardian.py")
LINUX = sys.platform.startswith("linux")

WRITES_PID = "import os,sys,time; open(os.path.join(sys.argv[1], os.environ.get('VIVARIUM_TASK_ID','x')),'w').write(str(os.getpid())); "
SLEEPS = WRITES_PID + "time.sleep(60)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPS


def alive(pid):
    try:
        state = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        return state not in "ZX"
    except OSError:
        if pathlib.Path("/proc/self").exists():
            return False
    try:
        os.kill(pid, 0)
        return True
    except OSError:
        return False


def until(condition, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        got = condition()
        if got:
            return got
        time.sleep(0.05)
    raise AssertionError("waited in vain")


class WithFolder(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = holder.name
        self.jobs, self.seen = os.path.join(self.folder, "jobs"), os.path.join(self.folder, "seen")
        os.mkdir(self.seen)
        self.addCleanup(self.sweep)

    def sweep(self):
        for pid in self.pids():
            if alive(pid):
                os.kill(pid, signal.SIGKILL)

    def pids(self):
        texts = [(pathlib.Path(self.seen) / name).read_text() for name in os.listdir(self.seen)]
        return [int(text) for text in texts if text]


@unittest.skipIf(os.name == "nt", "POSIX signals")
class Scheduler(WithFolder):
    def local(self, verb, *words):
        got = subprocess.run([sys.executable, SCHEDULER, verb, "--jobs-dir", self.jobs, *map(str, words)], capture_output=True, text=True)
        self.assertEqual(got.returncode, 0, got.stderr)
        return json.loads(got.stdout)

    def submit(self, code, elements=2, slots=2, name="job", *words):
        return self.local("submit", "--name", name, "--elements", elements, "--slots", slots, *words, "--", sys.executable, "-c", code, self.seen)["job_id"]

    def job(self, job):
        return self.local("status", job)[0]

    def started(self, count):
        return until(lambda: len(self.pids()) == count and self.pids())

    def test_runs_each_element_within_its_slots(self):
        code = WRITES_PID + "print(len(os.listdir(sys.argv[1]))); time.sleep(.3); sys.exit(os.environ['VIVARIUM_TASK_ID']=='2')"
        job = self.submit(code, 3, 1, "job", "--log-dir", os.path.join(self.folder, "logs"))
        ended = until(lambda: self.job(job)["state"] == "ended" and self.job(job))
        self.assertEqual(ended["elements"], {"1": "ended", "2": "failed", "3": "ended"})
        logs = pathlib.Path(self.folder) / "logs"
        self.assertEqual([(logs / f"job.{i}.log").read_text() for i in (1, 2, 3)], ["1\n", "2\n", "3\n"])

    def test_a_name_is_submitted_once(self):
        job = self.submit("pass")
        again = self.local("submit", "--name", "job", "--elements", 1, "--slots", 1, "--", "true")
        self.assertEqual(again, {"job_id": job, "existing": True})
        self.assertNotEqual(self.submit("pass", name="other"), job)
        self.assertEqual([j["name"] for j in self.local("status", "--name", "other")], ["other"])
        self.assertEqual(len(self.local("status")), 2)
        self.assertEqual(self.local("status", "--name", "none"), [])

    def test_two_at_once_are_one(self):
        words = [sys.executable, SCHEDULER, "submit", "--jobs-dir", self.jobs, "--name", "n", "--elements", "1", "--slots", "1", "--", "true"]
        racing = [subprocess.Popen(words, stdout=subprocess.PIPE) for _ in range(4)]
        self.assertEqual(len({json.loads(p.communicate()[0])["job_id"] for p in racing}), 1)

    def test_cancel(self):
        job = self.submit(SLEEPS, 3, 2)
        workers = self.started(2)
        self.local("cancel", job)
        ended = until(lambda: self.job(job)["state"] == "cancelled" and self.job(job), 5)
        self.assertEqual(set(ended["elements"].values()), {"cancelled"})
        self.assertFalse(any(map(alive, workers)))
        self.assertEqual(self.local("cancel", "nothing"), [{"job_id": "nothing", "state": "unknown"}])

    @unittest.skipUnless(LINUX, "the kernel ends the workers on Linux only")
    def test_a_killed_pool_takes_its_workers_along(self):
        job = self.submit(DEAF, 3, 2)
        workers = self.started(2)
        os.kill(self.job(job)["pid"], signal.SIGKILL)
        until(lambda: not any(map(alive, workers)), 5)
        died = self.job(job)
        self.assertEqual((died["state"], set(died["elements"].values())), ("died", {"lost"}))

    def test_ends_with_the_process_it_watches(self):
        watched = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        job = self.submit(DEAF, 2, 2, "job", "--watch-pid", watched.pid)
        workers = self.started(2)
        watched.kill()
        watched.wait()
        until(lambda: not any(map(alive, workers)), 8)
        until(lambda: self.job(job)["state"] == "cancelled", 5)

    def test_a_watched_process_that_is_gone_already(self):
        gone = subprocess.Popen(["true"])
        gone.wait()
        job = self.submit(SLEEPS, 2, 2, "job", "--watch-pid", gone.pid)
        until(lambda: self.job(job)["state"] == "cancelled")

    def test_a_program_that_is_not_there(self):
        job = self.local("submit", "--name", "n", "--elements", 1, "--slots", 1, "--", "/no/such/program")["job_id"]
        until(lambda: self.job(job)["state"] == "ended")
        self.assertEqual(self.job(job)["elements"], {"1": "failed"})

    def test_stores_no_environment(self):
        os.environ["SECRET_OF_TEST"] = "hush-hush"
        self.addCleanup(os.environ.pop, "SECRET_OF_TEST")
        job = self.submit(WRITES_PID + "print(os.environ['SECRET_OF_TEST'])", 1, 1, "n", "--log-dir", os.path.join(self.folder, "logs"))
        until(lambda: self.job(job)["state"] == "ended")
        self.assertEqual((pathlib.Path(self.folder) / "logs" / "n.1.log").read_text(), "hush-hush\n")
        for path in pathlib.Path(self.jobs).rglob("*"):
            self.assertNotIn(b"hush-hush", path.read_bytes() if path.is_file() else b"")


@unittest.skipIf(os.name == "nt", "POSIX signals")
class Guardian(WithFolder):
    def start(self, code=SLEEPS, detached=False):
        self.pid_file, self.log = os.path.join(self.folder, "server.json"), os.path.join(self.folder, "server.log")
        guardian = subprocess.Popen([sys.executable, GUARDIAN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.let_go, guardian)
        request = {
            "argv": [sys.executable, "-c", code, self.seen], "env": {"KEY": "hush-hush"}, "cwd": self.folder, "detached": detached,
            "log": self.log, "pid_file": self.pid_file, "info": {"endpoint": "http://127.0.0.1:1"},
        }
        guardian.stdin.write(json.dumps(request) + "\n")
        guardian.stdin.flush()
        said = json.loads(guardian.stdout.readline())
        until(lambda: self.pids() or "server_pid" not in said or guardian.poll() is not None)
        return guardian, said

    def let_go(self, guardian):
        if guardian.poll() is None:
            guardian.kill()
        guardian.wait()
        for stream in (guardian.stdin, guardian.stdout):
            try:
                stream.close()
            except OSError:
                pass

    def gone(self, guardian, said, seconds=8):
        guardian.wait(seconds)
        until(lambda: not alive(said["server_pid"]), 3)

    def test_ends_with_its_owner(self):
        guardian, said = self.start()
        stored = json.loads(pathlib.Path(self.pid_file).read_text())
        self.assertEqual((stored["server_pid"], stored["guardian_pid"], stored["endpoint"]), (said["server_pid"], guardian.pid, "http://127.0.0.1:1"))
        self.assertNotIn("hush", pathlib.Path(self.pid_file).read_text())
        guardian.stdin.close()
        self.gone(guardian, said)
        self.assertEqual(guardian.returncode, 0)
        self.assertFalse(os.path.exists(self.pid_file))

    def test_kills_a_server_that_is_deaf(self):
        guardian, said = self.start(DEAF)
        guardian.terminate()
        self.gone(guardian, said)
        self.assertFalse(os.path.exists(self.pid_file))

    def test_detached_outlives_its_owner(self):
        guardian, said = self.start(detached=True)
        guardian.stdin.close()
        guardian.stdout.close()
        time.sleep(0.7)
        self.assertTrue(alive(said["server_pid"]))
        self.assertEqual(os.getsid(guardian.pid), guardian.pid)
        guardian.terminate()
        self.gone(guardian, said)

    @unittest.skipUnless(LINUX, "the kernel ends the server on Linux only")
    def test_a_killed_guardian_takes_its_server_along(self):
        for detached in (False, True):
            guardian, said = self.start(DEAF, detached)
            guardian.kill()
            self.gone(guardian, said)

    def test_a_server_that_ends(self):
        guardian, _ = self.start("import sys; print('no port'); sys.exit(3)")
        self.assertEqual(guardian.wait(5), 3)
        self.assertFalse(os.path.exists(self.pid_file))
        self.assertEqual(pathlib.Path(self.log).read_text(), "no port\n")

    def test_a_program_that_is_not_there(self):
        guardian = subprocess.Popen([sys.executable, GUARDIAN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        request = {"argv": ["/no/such/program"], "log": os.path.join(self.folder, "l"), "pid_file": os.path.join(self.folder, "p")}
        said, _ = guardian.communicate(json.dumps(request) + "\n")
        self.assertIn("error", json.loads(said))
        self.assertEqual(guardian.returncode, 1)

    def test_the_log_is_kept_once_and_bounded(self):
        code = "import sys; [sys.stdout.write('x'*1023+chr(10)) for _ in range(12000)]"
        for _ in range(2):
            guardian, _ = self.start(code)
            guardian.wait(20)
        total = sum(os.path.getsize(os.path.join(self.folder, n)) for n in os.listdir(self.folder) if n.startswith("server.log"))
        self.assertLess(total, 11 * 1024 * 1024)


if __name__ == "__main__":
    unittest.main()

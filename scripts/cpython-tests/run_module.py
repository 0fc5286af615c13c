"""Run one module of CPython's Lib/test and write each test's outcome as a JSON line.

Run by scripts/cpython-tests/main.ts under krait and under the oracle alike:
    run_module.py MODULE RESULTS RESUME BLOCK PATTERN
RESULTS is appended to; RESUME is the number of tests to leave out at the start (those of a run that crashed); BLOCK is "1" when CPython's C test
modules must not be importable; PATTERN selects tests whose id contains it ("" for all).

Every test writes a line when it starts and one when it ends, each flushed: after a crash the last started test is the culprit.
"""

import json
import sys
import time
import unittest

C_TEST_MODULES = {
    "_testcapi", "_testinternalcapi", "_testlimitedcapi", "_testbuffer", "_testmultiphase", "_testsinglephase", "_testclinic",
    "_testclinic_limited", "_testimportmultiple", "_testexternalinspection", "_ctypes_test", "_xxtestfuzz", "xxlimited", "xxlimited_35",
    "xxsubtype",
}


class BlockCTestModules:
    """A finder that hides CPython's C test modules, as an installation without them does."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name in C_TEST_MODULES:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None


def flatten(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from flatten(item)
        else:
            yield item


def last_line(err):
    kind, value, _ = err
    try:
        text = f"{kind.__name__}: {value}"
    except Exception as error:
        text = f"{kind.__name__}: <message unprintable: {type(error).__name__}>"
    return text if len(text) <= 600 else text[:450] + " ... " + text[-140:]


def where(err):
    places = []
    tb = err[2]
    while tb is not None:
        code = tb.tb_frame.f_code
        if "/unittest/" not in code.co_filename and "\\unittest\\" not in code.co_filename:
            places.append(f"{code.co_filename.replace(chr(92), '/').rsplit('/', 1)[-1]}:{tb.tb_lineno}")
        tb = tb.tb_next
    return " ".join(places[-4:])


class Recorder(unittest.TestResult):
    def __init__(self, path, first):
        super().__init__()
        self.out = open(path, "a", encoding="utf-8")
        self.index = first
        self.outcome = None
        self.message = ""
        self.place = ""
        self.began = 0.0

    def write(self, record):
        self.out.write(json.dumps(record) + "\n")
        self.out.flush()

    def startTest(self, test):
        super().startTest(test)
        self.outcome = None
        self.message = self.place = ""
        self.began = time.perf_counter()
        self.write({"start": test.id()})

    def stopTest(self, test):
        super().stopTest(test)
        self.finish(test.id(), self.outcome or "pass")

    def finish(self, name, outcome):
        record = {"end": name, "outcome": outcome, "seconds": round(time.perf_counter() - self.began, 3)}
        if self.message:
            record["message"] = self.message
        if self.place:
            record["place"] = self.place
        self.write(record)

    def note(self, test, outcome, err=None, reason=""):
        if isinstance(test, unittest.TestCase) or hasattr(test, "countTestCases"):
            if self.outcome in (None, "skip", "pass"):
                self.outcome = outcome
                self.message = last_line(err) if err else reason
                self.place = where(err) if err else ""
        else:  # a fixture of a class or module failed: no test was started
            self.began = time.perf_counter()
            self.message = last_line(err) if err else reason
            self.place = where(err) if err else ""
            self.finish(test.id(), outcome)

    def addSuccess(self, test):
        pass

    def addError(self, test, err):
        self.note(test, "error", err)

    def addFailure(self, test, err):
        self.note(test, "fail", err)

    def addSkip(self, test, reason):
        # Skipped sub-tests leave a test passed, as unittest counts it.
        if type(test).__name__ == "_SubTest":
            return
        if self.outcome is None:
            self.note(test, "skip", None, reason)

    def addExpectedFailure(self, test, err):
        self.note(test, "pass", None, "expected failure")

    def addUnexpectedSuccess(self, test):
        self.note(test, "fail", None, "unexpected success")

    def addSubTest(self, test, subtest, err):
        if err is not None:
            kind = "fail" if issubclass(err[0], test.failureException) else "error"
            self.note(test, kind, err, "")
            self.message = f"[{subtest._subDescription()}] {self.message}" if self.outcome == kind else self.message


def main():
    name, results, resume, block, pattern = sys.argv[1:6]
    del sys.argv[1:]
    if block == "1":
        sys.meta_path.insert(0, BlockCTestModules)
    # test.support asks for the resources of a regrtest run; none are granted.
    from test import support
    support.use_resources = []
    support.verbose = False
    loader = unittest.TestLoader()
    suite = loader.loadTestsFromName("test." + name)
    tests = [test for test in flatten(suite) if pattern in test.id()]
    recorder = Recorder(results, int(resume))
    recorder.write({"total": len(tests)})
    unittest.TestSuite(tests[int(resume):]).run(recorder)
    recorder.write({"done": True})


if __name__ == "__main__":
    main()

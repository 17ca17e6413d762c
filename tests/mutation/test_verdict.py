"""The verdict on mutants."""

from tests.mutation.verdict import Known, Reason, change, judge

DIFFERENCE = """--- streams/fold.py
+++ streams/fold.py
@@ -1,4 +1,3 @@
 def f():
-    g(
-        a)
+    g(b)
"""


def test_a_mutant_is_named_by_what_it_changes() -> None:
    """Function or method, and both sides of the change in one line, without mutmut's numbers."""
    assert change("streams.fold.x_fold__mutmut_12", DIFFERENCE) == "streams.fold.fold: g( a) -> g(b)"
    assert change("streams.fold.x__rows__mutmut_1", DIFFERENCE) == "streams.fold._rows: g( a) -> g(b)"
    method = "streams.handlers.xǁRefusalǁ__init____mutmut_1"
    assert change(method, DIFFERENCE) == "streams.handlers.Refusal.__init__: g( a) -> g(b)"


def test_survivors_and_known_ones_must_be_the_same() -> None:
    """What is not known is told, and so is what is known but killed."""
    known = Known(reasons=(Reason("same", ("a", "b")), Reason("slow", ("c",))))
    assert judge(["a", "b", "c"], known) == ([], [])
    assert judge(["d", "c", "a"], known) == (["d"], ["b"])

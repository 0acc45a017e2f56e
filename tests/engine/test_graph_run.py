"""Our way through Rasa's graph gives what dask gives."""

import dask
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.graph_run import run_in_order


class Step:
    """A step of a graph, as Rasa's nodes are: called with (name, value) pairs."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, *inputs: object) -> tuple[str, object]:
        return self.name, [self.name, *inputs]


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, tuple[object, ...]]:
    """Inputs first, then steps that need any of what is before them."""
    graph: dict[str, tuple[object, ...]] = {"__message__": ("__message__", "hello")}
    for number in range(draw(st.integers(1, 6))):
        needs = draw(st.lists(st.sampled_from([*graph, "missing"]), max_size=3))
        graph[f"step{number}"] = (Step(f"step{number}"), *needs)
    return graph


@given(graphs())
def test_it_answers_as_dask_does(graph: dict[str, tuple[object, ...]]) -> None:
    targets = [name for name in graph if name.startswith("step")]
    assert run_in_order(graph, targets) == list(dask.get(graph, targets))

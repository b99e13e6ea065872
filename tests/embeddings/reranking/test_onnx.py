"""What `OnnxReranker` does with a model, shown with one that adds up the numbers of the text's pieces."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from onnx import TensorProto, helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from embeddings.errors import RerankerUnavailable
from embeddings.reranking.merged_model import MergedModel
from embeddings.reranking.onnx import OnnxReranker
from tests.support.fakes import MissingReranker

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBERS = {"[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "lamp": 10, "whale": 100, "who": 1000}
PIECES = 8


def adding() -> MergedModel:
    """A graph whose logit is the sum of the second text's pieces, its closing [SEP] among them."""
    whole = TensorProto.INT64
    inputs = [helper.make_tensor_value_info(name, whole, [1, None]) for name in ("input_ids", "token_type_ids")]
    inputs.append(helper.make_tensor_value_info("attention_mask", whole, [1, None]))
    axes = helper.make_tensor("axes", whole, [1], [1])
    nodes = [
        helper.make_node("Mul", ["input_ids", "token_type_ids"], ["kept"]),
        helper.make_node("ReduceSum", ["kept", "axes"], ["sum"], keepdims=1),
        helper.make_node("Cast", ["sum"], ["logits"], to=TensorProto.FLOAT),
    ]
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, 1])
    graph = helper.make_graph(nodes, "adding", inputs, [logits], [axes])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    return MergedModel(model.SerializeToString(), _tokenizer())


def _tokenizer() -> bytes:
    tokenizer = Tokenizer(WordLevel(NUMBERS, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.add_special_tokens(["[CLS]", "[SEP]"])
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return tokenizer.to_str().encode()


def reranker(load: Callable[[], MergedModel] = adding, threads: int | None = None) -> OnnxReranker:
    return OnnxReranker("tiny/adding", load, max_pieces=PIECES, threads=threads)


def test_a_pair_is_read_as_question_and_text_and_the_logit_is_its_score() -> None:
    assert reranker().score("who", ["lamp", "whale lamp", ""]).tolist() == [13, 113, 3]


def test_no_texts_have_no_scores() -> None:
    assert reranker().score("who", []).shape == (0,)


@pytest.mark.parametrize(("lamps", "read"), [(4, 4), (5, 4)])
def test_what_is_beyond_the_most_pieces_is_cut_off_the_longer_text(lamps: int, read: int) -> None:
    """Of the eight pieces, one is the question and three are special."""
    assert reranker().score("who", ["lamp " * lamps]).tolist() == [10 * read + 3]


def test_a_special_piece_in_a_text_is_a_word_like_any_other() -> None:
    found = reranker().score("who", ["[SEP] lamp"])
    assert found.tolist() != reranker().score("who", ["lamp"]).tolist()
    assert found.tolist() == [3 * NUMBERS["[UNK]"] + 10 + 3]


def test_a_lone_surrogate_is_read_as_a_word_that_nobody_knows() -> None:
    assert reranker().score("who \udcff", ["\ud800 lamp"]).tolist() == [1 + 10 + 3]


def test_nothing_is_loaded_before_the_first_question_and_then_once() -> None:
    loads: list[int] = []

    def load() -> MergedModel:
        loads.append(1)
        return adding()

    made = reranker(load)
    assert loads == []
    asking = [threading.Thread(target=made.score, args=("who", ["lamp"])) for _ in range(8)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert loads == [1]


def test_a_model_that_cannot_be_loaded_is_said_each_time_and_tried_again() -> None:
    there: list[bool] = []

    def load() -> MergedModel:
        if not there:
            MissingReranker().score("", [])
        return adding()

    made = reranker(load)
    for _ in range(2):
        with pytest.raises(RerankerUnavailable):
            made.score("who", ["lamp"])
    there.append(True)
    assert made.score("who", ["lamp"]).tolist() == [13]

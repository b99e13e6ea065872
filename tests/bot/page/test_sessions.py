"""What gradio remembers of visitors: their conversations, packed while nobody goes on with them."""

from __future__ import annotations

from asyncio import Queue
from types import SimpleNamespace
from typing import Any

import gradio as gr
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import Answer
from bot.limits.rules import Share
from bot.page.packed_conversation import PackedConversation
from bot.page.sessions import LeanSession, SharedSessions
from bot.page.views.conversation import Conversation
from bot.page.views.exchange import Exchange, Remark
from corpus.messages import Message
from tests.support.answers import TEXTS, answers

_REPLIES = answers() | st.builds(Remark, st.builds(Message, TEXTS))
_CONVERSATIONS = st.builds(
    Conversation,
    st.lists(st.builds(Exchange, st.integers(1, 99), TEXTS, _REPLIES), max_size=4).map(tuple),
    forgotten=st.booleans(),
    before=st.integers(0, 9),
)
_EARLIER = 50


@given(_CONVERSATIONS)
def test_a_packed_conversation_is_the_same_again(conversation: Conversation) -> None:
    assert PackedConversation.of(conversation).unpacked() == conversation


def test_conversations_are_packed_while_others_go_on_with_theirs_and_nobody_notices() -> None:
    sessions, state = _sessions()
    said = {f"visitor {number}": _conversation(number) for number in range(_EARLIER)}
    for name, conversation in said.items():
        sessions[name][state] = conversation
    kept = [sessions.session_data[name].state_data[state] for name in said]
    assert isinstance(kept[0], PackedConversation)
    assert kept[-1] is said[f"visitor {_EARLIER - 1}"]
    assert {name: sessions[name][state] for name in said} == said


def test_a_conversation_that_is_being_answered_is_not_packed() -> None:
    sessions, state = _sessions()
    session = sessions["visitor"]
    session[state] = asking = _conversation(1).asking("Who came next?")
    assert isinstance(session, LeanSession)
    session.pack()
    assert session.state_data[state] is asking


def test_what_gradio_drops_for_want_of_room_leaves_nothing_in_its_queue() -> None:
    sessions, _ = _sessions()
    sessions.capacity = 2
    queue = sessions.blocks._queue
    for name in ("first", "second", "third", "fourth"):
        assert sessions[name] is not None
        queue.pending_messages_per_session[name] = Queue()
        queue.pending_event_ids_session[name] = set()
    assert set(queue.pending_event_ids_session) == {"third", "fourth"}
    assert set(queue.pending_messages_per_session) == {"third", "fourth"}
    assert sessions.was_forgotten("first")


def _sessions() -> tuple[SharedSessions, int]:
    with gr.Blocks() as blocks:
        state = gr.State()
    sessions = SharedSessions(Share(1000, 200, 200))
    sessions.set_blocks(blocks)
    blocks._queue = _queue()
    return sessions, state._id


def _queue() -> Any:
    return SimpleNamespace(event_ids_to_events={}, pending_messages_per_session={}, pending_event_ids_session={})


def _conversation(number: int) -> Conversation:
    answer = Answer(f"Who is {number}?", f"Who is {number}?", 0.9, (), (), 1.0)
    return Conversation().asking(f"Who is {number}?").answered(answer, {}, 3)

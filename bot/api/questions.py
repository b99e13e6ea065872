"""Questions of programs: one in the address, or one or several in a body of JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import Request  # noqa: TC002  fastapi reads the annotations of the routes

from bot.answers import Question
from bot.api.description import Operation
from bot.api.exchange import Json, body_of, query_of
from bot.api.replies import AnswersObject
from bot.api.requests import AskedQuestion, AskQuery, AskRequest
from bot.errors import QuestionError, RequestRefused
from bot.formats.answer_json import AnswerObject, answer_to_json, refusal_to_json
from corpus.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.answers import Answer
    from bot.api.searching import Searching
    from bot.service.served_library import ServedLibrary


class QuestionEndpoint:
    """Answers as `besa ask --json` does."""

    def __init__(self, library: ServedLibrary, search: Searching) -> None:
        self._library = library
        self._search = search

    def operations(self) -> list[Operation]:
        """Return the routes."""
        one = Operation("GET", "/api/v1/ask", self.ask_one, query=AskQuery, returns=AnswerObject)
        return [one, Operation("POST", "/api/v1/ask", self.ask, body=AskRequest, returns=AnswersObject)]

    async def ask_one(self, request: Request) -> Json:
        """Answer one question with sentences quoted from the documents, each with its citation."""
        query = query_of(request, AskQuery)
        wanted = AskRequest(query.question, (), None, query.source, query.after, query.before, None, query.top)
        return Json(answer_to_json(await self._search(self._asking(wanted, AskedQuestion(query.question)), request)))

    async def ask(self, request: Request) -> Json:
        """Answer one question, or several in `questions`: the answer as it is, or several in `answers`.

        One of several that cannot be asked is `not_found`, with the `reason` beside it.
        """
        wanted = await body_of(request, AskRequest)
        if (wanted.question is None) == (wanted.questions is None) or (wanted.questions and wanted.history):
            raise RequestRefused(
                Message("Give one “question”, or several as “questions”, each with a history of its own.")
            )
        if wanted.question is not None:
            asked = AskedQuestion(wanted.question, wanted.history)
            return Json(answer_to_json(await self._search(self._asking(wanted, asked), request)))
        answers: list[dict[str, Any]] = []
        for each in wanted.questions or ():
            if await request.is_disconnected():
                break
            answers.append(await self._one_of_several(wanted, each, request))
        return Json({"answers": answers})

    async def _one_of_several(self, wanted: AskRequest, asked: AskedQuestion, request: Request) -> dict[str, Any]:
        try:
            return answer_to_json(await self._search(self._asking(wanted, asked), request))
        except QuestionError as error:
            return refusal_to_json(Question(asked.question, asked.history), str(error))

    def _asking(self, wanted: AskRequest, asked: AskedQuestion) -> Callable[[], Answer]:
        def search() -> Answer:
            return self._library.ask(
                asked.question,
                history=asked.history,
                source=wanted.source,
                after=wanted.after,
                before=wanted.before,
                documents=wanted.documents,
                top=wanted.top,
            )

        return search

"""Parts of plain sentences as regular expressions without groups: times, durations, amounts, how often."""

from __future__ import annotations

from corpus.english.word_lists import alternatives, word_list

MONTH = "|".join(each.capitalize() for each in word_list("calendar.months"))
WEEKDAY = "|".join(each.capitalize() for each in word_list("calendar.weekdays"))
_SMALL = alternatives((*word_list("numbers.small"), *word_list("numbers.tens")))
_SOME = r"half an?|an?(?= (?:hour|day|week|month|year))|a dozen"
NUMBER = rf"(?:\d[\d,.]*\d|\d|{_SMALL}|{_SOME})(?: (?:hundred|thousand|million|billion))?"
ABOUT = r"(?:(?:about|around|nearly|almost|over|only|up to|at least|at most|more than|less than|some|just) )?"
_HOUR = r"(?:[01]?\d|2[0-4])"
_CLOCK = (
    rf"{_HOUR}:\d\d|{_HOUR}(?:\.\d\d)? ?[ap]\.?m\b\.?|{_HOUR} o[’']clock"
    rf"|{_HOUR}(?:\.[0-5]\d)?(?=[;)]|[.,](?!\d)| and | on | to \d| in the |\Z)|noon|midnight"
)
_DAY = rf"\d{{1,2}}(?:st|nd|rd|th)? (?:{MONTH})|(?:{MONTH})(?: \d{{1,2}}\b)?|[12]\d{{3}}\b"
_UNIT = r"(?:second|minute|hour|day|night|week|fortnight|month|term|quarter|year|decade)s?"
_OF_DAY = r"(?:the )?(?:spring|summer|autumn|winter|morning|afternoon|evening)s?"
POINT = rf"(?:{WEEKDAY})s?|{_DAY}|noon|midnight|{_OF_DAY}|breakfast|lunch|dinner|Easter|Christmas|term time"
_PART_OF = (
    r"(?:end|beginning|middle|start|night|first|second|third|last|morning|evening|\d+(?:st|nd|rd|th)) (?:\w+ )?of "
)
_NO_POINT = r"(?!\w| (?:percent|per cent|euros|pounds|km|metres|people)\b)"
WHEN = (
    rf"(?:on|in|at|by|until|till|before|after|since|from|between|every) "
    rf"(?:(?:the )?{_PART_OF}|early |late )?"
    rf"(?:(?:the )?(?:{POINT})|(?<!in )(?<!on )(?<!every )(?<!since )(?:{_CLOCK})){_NO_POINT}"
    rf"|within {NUMBER} {_UNIT}|{ABOUT}{NUMBER} {_UNIT} (?:before|after|later|ago|ahead)"
)
_CURRENCY = r"(?:pounds|euros?|dollars|pence|cents|francs|crowns|kroner|lek)\b"
MONEY = rf"(?:[£€$]|EUR |USD |NOK |CHF )\d|{NUMBER} {_CURRENCY}|\d[\d,.]*p\b|€"
LONG = rf"{ABOUT}{NUMBER} {_UNIT}"
_TIMES = rf"(?:once|twice|(?:{_SMALL}) times)"
OFTEN = rf"(?:{_TIMES} (?:a|per|each|every|in a) \w+|every (?:{NUMBER} )?{_UNIT}|daily|weekly|monthly|yearly)"
DANGLING = frozenset(
    "a about an and at between by each every for from if in of on only shortly the to until when with".split()  # noqa: SIM905
)
"""What a phrase does not end with."""

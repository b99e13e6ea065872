"""English words that say nothing of what a text is about: articles, pronouns, prepositions, auxiliaries.

In the form that `corpus.words` gives them before stemming, so without apostrophes.
"""

from __future__ import annotations

_ENGLISH = """
    a an the this that these those
    i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she
    her hers herself it its itself they them their theirs themselves one ones
    what which who whom whose when where why how whether
    am is are was were be been being have has had having do does did doing done
    can could will would shall should may might must ought cannot
    isnt arent wasnt werent hasnt havent hadnt dont doesnt didnt cant couldnt wont wouldnt shant shouldnt
    mightnt mustnt neednt aint
    and but or nor so yet if because as until while although though than then that
    of at by for with about against between into through during before after above below to from up down in
    out on off over under upon onto within without via per among amongst toward towards
    again further once here there all any both each few more most other others another some such no not only
    own same too very just also even ever either neither else much many
    ie eg etc
"""

STOP_WORDS: dict[str, frozenset[str]] = {"en": frozenset(_ENGLISH.split())}
"""By ISO 639-1 code. Other languages have no list: there, how rare a word is has to tell."""

"""Words whose full stop does not end a sentence, and the words that show that one has begun.

English, with what German, French, Italian, Spanish and Albanian writing uses most. All in lower case, without
the last full stop.
"""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


TITLES = _words(
    """
    mr mrs ms mx messrs dr drs prof rev hon gen maj col capt lt cpl sgt cmdr adm brig pvt gov sen rep pres
    amb insp supt det atty msgr ven fr mme mmes mlle mlles mgr hr frl ing dipl mag sig sra dott avv ill
    znj zt vs e.g i.e eg ie viz cf ca approx resp incl excl esp z.b d.h u.a i.d.r o.ä bzw vgl sog evtl ggf
    zzgl inkl p.ex c.-à-d p.sh dmth d.m.th p.es
    """
)
"""Always followed by more of the sentence."""

BEFORE_NUMBERS = _words(
    """
    no nos nr nrs n° num vol vols fig figs eq eqs sec sect ch chap art arts ref refs tab p pp pg par para
    ex app suppl ed eds op cl lit bd abb kap abs s.l
    """
)
"""Short for something when a number or a letter follows; "no." may also be a word."""

BEFORE_NAMES = _words(
    """
    u.s u.k u.n e.u u.s.a d.c a.m p.m a.d b.c b.c.e c.e ph.d m.d b.a m.a m.sc b.sc ll.b ll.m inc ltd co
    corp bros plc llc jr sr esq al st ste mt ft dept univ assn assoc est min max tel ext jan feb mar apr
    jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun ala ariz ark calif colo
    conn del fla ga ill ind kan ky la mass md mich minn miss mo mont neb nev okla ore pa penn tenn tex va
    vt wash wis wyo ave blvd rd jh shek str sh dh gj nj xh zh rr ll
    """
)
"""May end a sentence: they do where a word of `OPENERS` follows."""

MONTHS_AFTER_ORDINALS = _words(
    """
    januar jänner februar märz april mai juni juli august september oktober november dezember jahrhundert
    jahrhunderts weltkrieg weltkriegs
    """
)

LETTERED = _words(
    """
    appendix category class exhibit factor figure grade group hepatitis immunoglobulin influenza level
    model option panel part phase plan point protein schedule section serotype stage step strain subtype
    table type vitamin
    """
)
"""What is named by one letter ("vitamin C."): there the letter is no initial."""

OPENERS = _words(
    """
    the a an this that these those it its he she they we you i his her their our my your there here in on
    at by for from with without as if when while where what who whom whose which why how since after
    before during under over between among despite until unless because although though but and or so yet
    nor however moreover furthermore therefore thus hence then also still instead meanwhile nevertheless
    nonetheless besides both each every either neither many most some several such few all another other
    one no not only even once today yesterday tomorrow now later earlier finally first second third last
    next according about is are was were do does did has have had can could will would should may might
    must let der die das ein eine er sie es wir ihr ich im am und aber doch als wenn dann nach seit bei
    mit für auch le les un une il elle ils elles nous vous je ce cette ces dans sur pour avec mais et ou
    donc après ai ajo ata ato ne ju kjo ky këto në për por dhe kur nga pas si
    """
)
"""Words that, with a capital, begin a sentence more often than they go on with a name."""

"""Dutch."""

# ruff: noqa: E501 - tables of words, which lines of one kind keep readable

from __future__ import annotations

from wyoming_morgan.agent.language.asking import nl as asking
from wyoming_morgan.agent.language.covers import CoverWords
from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.language.delays import DelayWords
from wyoming_morgan.agent.language.digits import nl as digits
from wyoming_morgan.agent.language.free_text import nl as free_text
from wyoming_morgan.agent.language.guarded import GuardedWords
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.lasting import nl as lasting
from wyoming_morgan.agent.language.naming import nl as naming
from wyoming_morgan.agent.language.replies import Replies, Verbs
from wyoming_morgan.agent.language.states import nl as states
from wyoming_morgan.agent.language.telling import nl as telling
from wyoming_morgan.agent.language.words import Words, word_set

LANGUAGE = Language(
    tag="nl",
    words=Words(
        joining=word_set("en daarna dan ook") | {"evenals"},
        articles=word_set("de het mijn onze ons"),
        kinds=word_set("in van bij scène scene script licht lichten lamp lampen verlichting"),
        both=(("zowel", "als"),),
        halves=(
            "en een half",
            "en een halve",
        ),
        decimal_points=word_set("komma"),
        amounts=(
            ("anderhalve graad", "1.5 graad"),
            ("een half uur", "30 minuten"),
            ("een kwartier", "15 minuten"),
            ("drie kwartier", "45 minuten"),
            ("3 kwartier", "45 minuten"),
            ("1 kwartier", "15 minuten"),
            ("een kwart uur", "15 minuten"),
            ("drie kwart uur", "45 minuten"),
            ("anderhalf uur", "90 minuten"),
            ("tweeënhalf uur", "150 minuten"),
            ("half uur", "30 minuten"),
            ("een half uurtje", "30 minuten"),
            ("één uur", "1 uur"),
            ("op de helft", "op 50 procent"),
            ("op een derde", "op 33 procent"),
            ("op een kwart", "op 25 procent"),
        ),
        never_named=word_set(
            """
            morgen vandaag gisteren behalve voordat nadat terwijl totdat tenzij zodra straks later
            ik je jij u hij zij ze wij we jullie mij me jou hem haar ons hen wie wat wanneer
            waar waarom hoe welke welk is zijn ben bent was waren heb hebt heeft hebben
            wordt worden kan kun kunt moet mag zal zou een en of maar als omdat niet geen
            nooit alle alles elke ieder iedere nu hier daar alsjeblieft dit dat deze die de
            het op
            """
        ),
        floors=("boven", "beneden", "begane grond", "eerste verdieping", "tweede verdieping"),
        spellings=(
            *(("halfuur", "half uur"), ("half-uur", "half uur"), ("half uurtje", "half uur")),
            *(("een half uur", "30 minuten"), ("een halve minuut", "30 seconden")),
            *(("'t", "het"), ("\N{RIGHT SINGLE QUOTATION MARK}t", "het"), ("pct", "procent")),
            *(("driekwartier", "drie kwartier"), ("driekwart uur", "drie kwartier")),
        ),
        rewordings=(
            ("zet de timer op", "zet een timer op"),
            ("speel het volgende nummer", "volgende nummer"),
            ("speel het vorige nummer", "vorige nummer"),
        ),
        everything=word_set("alles alle"),
    ),
    cues=Cues(
        yes=r"(?:ja|jawel|jazeker|jep|yep|ja hoor|jaja|zeker|zeker weten|absoluut|natuurlijk|uiteraard|"
        r"tuurlijk|vanzelfsprekend|oké|ok|okay|goed|is goed|prima|akkoord|graag|doe maar|doe het|"
        r"doe dat|ga je gang|ga maar|klopt|juist|correct|precies|bevestig|bevestigd|ik bevestig|"
        r"ik weet het zeker)",
        no=r"(?:nee|neen|nope|nee bedankt|liever niet|beter niet|niet doen|doe (?:het|dat) niet|laat maar|"
        r"annuleer|stop|vergeet het|zeker niet|absoluut niet|natuurlijk niet|nu niet|nooit)",
        filler=r"(?:eh+|ehm|uh+|hm+|mhm|ah|oh|nou|dan|dus|maar|even|nu|alsjeblieft|alstublieft|graag|"
        r"bedankt|dank je|hé|hey|morgan|en|echt)",
        extra=r"(?:eh+|ehm|uh+|hm+|mhm|ah|oh|nou|dus|ok|okay|oké|goed|nu|nu meteen|meteen|direct|onmiddellijk|"
        r"weer|opnieuw|nog een keer|even|alsjeblieft|alstublieft|bedankt|dank u|dank u wel|doei|hé|hé morgan|oke|a\.?u\.?b|dank je|dank je wel|"
        r"dankjewel|heel erg bedankt|voor mij|alexa|siri|hey siri|ok(?:ay)? google|hey google|"
        r"computer|jarvis|hey jarvis|ok(?:ay)? nabu|hey nabu|hey mycroft|hey morgan|ok(?:ay)? morgan|"
        r"morgan|hey)",
        opens=r"(?:open|open hem|open het|open (?:hem|het|die) maar|maak open|maak (?:hem|het) open|"
        r"openen|ontgrendel|ontgrendel hem|ontgrendelen|schakel uit)",
        polite=r"(?:^|\b)(?:alsjeblieft|alstublieft|bedankt|dank je|hé morgan|hey morgan|morgan)(?:\b|$)",
        question=r"(?:wat|wie|wanneer|waar|waarom|hoe|hoeveel|welke?|is|zijn|was|waren|heeft|heb|hebben|moet ik|mag ik|kan ik|"
        r"staat|staan|brandt|zal ik|weet je|(?:kun|kan) je (?:me |mij )?(?:zeggen|vertellen|uitleggen))\b",
        request=r"(?:kun|kan|zou|wil|kunt) (?:je|jij|u|iemand)\b(?! (?:me |mij )?(?:zeggen|vertellen|uitleggen))",
        order=r"(?:zet|doe|schakel|open|sluit|vergrendel|ontgrendel|start|stop|speel|pauzeer|dim|verhoog|verlaag|voeg|verwijder|"
        r"activeer|deactiveer|maak|stel|draai|stofzuig)\b",
        negated=r"(?:\w+ ){0,5}(?:niet|nooit|geen)\b",
        everywhere=r"\b(?:alle|alles|overal|hele|elke?|iedere?)\b",
        claim=r"\bik heb (?:.{1,60} )?(?:aangezet|uitgezet|aangedaan|uitgedaan|geopend|gesloten|vergrendeld|ontgrendeld|gezet|"
        r"ingesteld|gestart|gestopt|gepauzeerd|toegevoegd|verwijderd|gedimd|veranderd|geactiveerd|gedaan)\b"
        r"|\b(?:is|zijn) nu |\b(?:is|zijn) (?:aangezet|uitgezet|geopend|gesloten|vergrendeld|ontgrendeld)\b"
        r"|^\W*+(?:(?:oké|ok|goed)\W*+)?(?:klaar|gedaan)\b|^\W*ik (?:zet|doe|open|sluit) ",
        closing=r"\bnog iets\b|\biets anders\b|,\s*(?:toch|hè|of niet|nietwaar)\W*$",
        declines=r"\b(?:kan|kon|mag|weet|vind|vond|begrijp|heb|zie|ken) (?:.{1,60} )?(?:niet|geen|niets)\b|"
        r"\b(?:niet|geen) (?:.{1,40} )?(?:gevonden|mogelijk|beschikbaar|bereikbaar|verbonden|ondersteund|begrepen|bekend|duidelijk)\b|"
        r"\b(?:er (?:is|zijn) (?:geen|twee|drie|meerdere)|helaas niet|(?:antwoordt|reageert|werkt|lukt) niet|onmogelijk|mislukt|zeg me|vertel me (?:welke|wat|waar)|"
        r"moet ik weten|meerdere|twee)\b",
        done=r"[\u2713\u2714\u2705\u2611\U0001f44d]|\b(?:klaar|gedaan|komt goed|in orde|geregeld|geen probleem|alsjeblieft|voor elkaar)\b|"
        r"\b(?:is|zijn|staat|staan|gaat|zou) (?:(?:nu|al|weer|ook) )*(?:aan|uit|open|dicht|gesloten|vergrendeld|ontgrendeld|ingeschakeld|"
        r"uitgeschakeld|gestart|gestopt|ingesteld|toegevoegd)\b|\b(?:timer|wekker|licht|lamp|deur) (?:aan|uit|ingesteld|gestart|open|dicht|gezet)\b",
        wish=r"^(?!.*\b(?:weten|vragen|praten|begrijpen|leren|kopen|vertel\w*|uitleg\w*|geschiedenis)\b).*"
        r"\b(?:(?:ik|we|wij) (?:wil|willen|zou graag|zouden graag|wens|wensen)|(?:wil|willen|zou|zouden) (?:ik|we|wij)|nodig|laat er|er zij|moge|"
        r"moet|moeten|zou (?:fijn|mooi|goed|leuk|beter)|te (?:donker|licht|fel|koud|warm|heet|hard|luid|zacht))\b",
        optative=r"(?:moge|er zij)\b",
        state=r"^(?!.*\b(?:is|zijn|was|waren|staat|staan|stond|gaat|gaan|ging|komt)\b).*\b(?:aan|uit|open|dicht|gesloten|harder|zachter|feller|"
        r"lichter|donkerder|warmer|kouder|koeler|hoger|lager|omhoog|omlaag)(?:,? (?:alsjeblieft|graag|nu|weer))*+\W*+$",
        kinds=r"\b(?:licht\w*|lampe?n?|verwarming|thermostaat|temperatuur|ventilator|rolluik\w*|gordijn\w*|deur\w*|ra[ma]\w*|slot|garage\w*|poort|tv|"
        r"televisie|luidspreker|muziek|liedje|volume|radio|timer|wekker|alarm|lijst\w*|stofzuiger|stopcontact|scène)\b",
        remember=r"(?:onthoud|vergeet niet|denk eraan)(?:,|:)?(?: dat)? (.+)",
        forget=r"vergeet(?: dat| wat ik zei over|:)? (?!het$|dat$|niet )(.+)",
        recall=r"(?:wat weet je|wat heb je onthouden|herinner je je)(?: (?:over|van) (.+))?",
        why=r"waarom(?: (?:deed|doe|zei) je dat| dat)?"
        r"|wat (?:deed je|heb je)(?: (?:net|zojuist|zonet))?(?: gedaan)?",
        said=r"wat (?:zei ik|heb ik)(?: (?:net|zojuist|zonet))?(?: gezegd)?",
        undo=r"maak (?:dat|het) ongedaan|ongedaan maken|draai (?:dat|het) terug|zet (?:het|dat) terug zoals het was",
        too=r"(?:en ook|en|ook) (?!dan\b|wat\b|hoe\b)(.+?)(?: ook)?|(.+?) ook|(?:en hoe zit het met) (.+)|hetzelfde (?:voor|in|met) (.+)",
        it=r"\b(?:het|hem|die|dat)\b",
        again=r"(?<!\s)\s++(?:weer|opnieuw)(?= |$)|^en |^dan ",
        other=r"(?:nee,? )?(?:en |ook )?(?:de|het) andere(?: ook)?",
        places=r"(?:in |op |de |het )*+",
        digits="nul een twee drie vier vijf zes zeven acht negen",
        other_digits="1 één",
        number=r"(?:nul|één|een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|der|veer|tig|twin|tach|honderd|"
        r"duizend|ën|en|dubbel)++",
    ),
    digits=digits.WORDS,
    states=states.WORDS,
    naming=naming.WORDS,
    telling=telling.WORDS,
    asking=asking.WORDS,
    lasting=lasting.WORDS,
    replies=Replies(
        understood="Ik heb “{text}” begrepen, maar er is hier geen huis met mij verbonden.",
        which_room="In welke kamer?",
        which_one="Bedoel je {names}?",
        which_place="{name}: {places}?",
        one_of_many="Welke bedoel je? Zeg de naam of de kamer.",
        elsewhere="Ik heb niets gedaan: {name} hoort bij {place}.",
        confirm="Zal ik dit echt doen: {what}?",
        offer="Zal ik “{what}” afspelen?",
        confirm_pin="{what}: wat is de pincode?",
        wrong_pin="Dat is niet de pincode. Wat is die wel?",
        dropped="Ook dat was niet de pincode. Ik heb alles gelaten zoals het is.",
        paused="Er zijn te veel verkeerde pincodes genoemd. Probeer het later opnieuw.",
        cancelled="Goed, ik laat het zo.",
        expired="Dat is te lang geleden. Zeg het nog eens.",
        doubtful="Ik kan niet nagaan of daar al op geantwoord is. Zeg het nog eens.",
        not_yours="Een ja neem ik alleen aan van wie het vroeg, en waar het gevraagd werd.",
        not_allowed="Daar is een pincode voor nodig, en die heb je niet.",
        done="Klaar.",
        failed="Dat is niet gelukt.",
        failed_part="Dat is niet gelukt: {names}.",
        done_part="Gedaan: {names}.",
        partly="Een deel is niet gelukt.",
        home_away="Ik kan het huis nu niet bereiken en heb niets gedaan.",
        level_unknown="Ik weet niet waar dat nu op staat, dus ik heb niets veranderd.",
        no_model="Daar kan ik nu niet over nadenken: mijn taalmodel antwoordt niet.",
        too_slow="Dat duurt me te lang. Probeer het nog eens, of vraag minder.",
        nothing_said="Daar heb ik geen antwoord op.",
        not_done="Ik heb nog niets gedaan. Zeg me precies wat ik moet doen.",
        correction="Ik moet me verbeteren: ik heb niets gedaan.",
        remembered="Dat onthoud ik.",
        not_remembered="Ik kan nu niets onthouden.",
        forgotten="Dat ben ik vergeten.",
        one_by_one="Ik vergeet dingen één voor één. Wie mij beheert kan alles tegelijk wissen.",
        which_fact="Ik heb meer van zulke dingen onthouden. Welk bedoel je?",
        nothing_known="Daar heb ik niets over onthouden.",
        nothing_to_tell="Ik heb in dit gesprek nog niets gedaan.",
        why="Je zei “{text}”. {how}",
        why_grammar="Aan de woorden begreep ik dat als een opdracht: {actions}.",
        why_model="Het taalmodel antwoordde en vroeg om: {actions}.",
        why_talk="Er zat geen opdracht in, dus ik gaf alleen antwoord.",
        delays=DelayWords(
            now="nu",
            later="over {time}",
            hours=("uur", "uur"),
            minutes=("minuut", "minuten"),
            seconds=("seconde", "seconden"),
            joint="en",
            short_openings=("na",),
        ),
        verbs=Verbs(
            unlock="ontgrendelen",
            lock="vergrendelen",
            open="openen",
            close="sluiten",
            turn_on="aanzetten",
            turn_off="uitzetten",
            change="veranderen",
            remember="onthouden",
            forget="vergeten",
        ),
        said="Je zei “{text}”.",
        not_undone="Dat kan ik niet uit mezelf ongedaan maken. Zeg me wat ik moet doen.",
        everywhere="in het hele huis",
    ),
    free_text=free_text.WORDS,
    covers=CoverWords(
        words={
            "garage": word_set("garage"),
            "gate": word_set("poort hek"),
            "door": word_set("deur voordeur"),
        },
    ),
    guarded=GuardedWords(
        access=word_set(
            """
            *alarm *deur *deuren *deuropener *deurslot *hekwerk *poort *sirene alarm* deur deuren
            deuropener* deurslot* deurzoemer* garage* grendel* hangslot* hek hekken hekwerk* inrijhek kluis*
            ontgrendel* ontsluit* ontwapen* oprithek poort* poorten* schuifhek schuifpui* sirene* slagboom
            slot sloten toegangshek tuinhek vergrendel* zoemer*
            """
        ),
        heat=word_set(
            """
            *boiler *fornuis *haard *haarden *kachel *ketel *klep *kookplaat *kraan *oven *verwarmer*
            *verwarming afsluiter* barbecue* boiler* cvketel fornuis* frituur* geiser* haard* hoofdkraan*
            inductie* infraroodpaneel* kachel* ketel* kookpit* kookplaat* kookveld* kraan oven* radiator*
            sauna* terrasverwarm* verwarm*
            """
        ),
        opening=word_set("ontgrendel* ontsluit* ontwapen* open openen *opener opent"),
        ways=word_set("ingang* oprit* toegang*"),
        harmless=word_set("*camera *sensor *sensoren deurbel* handdoek* muziek radio ventilator* wekker"),
        lights=word_set("*lamp *lampen lamp* *licht *lichten licht* verlichting *verlichting"),
        beside=word_set("aan bij de het in op van voor"),
        joining=word_set("daarna en"),
    ),
)

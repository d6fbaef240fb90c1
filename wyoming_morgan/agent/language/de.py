"""German."""

# ruff: noqa: E501 - tables of words, which lines of one kind keep readable

from __future__ import annotations

from wyoming_morgan.agent.language.asking import de as asking
from wyoming_morgan.agent.language.covers import CoverWords
from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.language.delays import DelayWords
from wyoming_morgan.agent.language.digits import de as digits
from wyoming_morgan.agent.language.free_text import de as free_text
from wyoming_morgan.agent.language.guarded import GuardedWords
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.lasting import de as lasting
from wyoming_morgan.agent.language.naming import de as naming
from wyoming_morgan.agent.language.replies import Replies, Verbs
from wyoming_morgan.agent.language.states import de as states
from wyoming_morgan.agent.language.telling import de as telling
from wyoming_morgan.agent.language.words import Words, word_set

LANGUAGE = Language(
    tag="de",
    words=Words(
        joining=word_set("und dann auch sowie"),
        articles=word_set("der die das den dem des mein meine meinen meinem unser unsere unseren"),
        kinds=word_set("in im bei am vom von szene skript licht lichter lampe lampen beleuchtung"),
        both=(("sowohl", "als auch"),),
        no_numbers=word_set("ein"),
        halves=("einhalb", "und eine halbe", "und ein halbes"),
        decimal_points=word_set("komma"),
        amounts=(
            ("anderthalb grad", "1.5 Grad"),
            ("eineinhalb grad", "1.5 Grad"),
            ("eine halbe stunde", "30 Minuten"),
            ("ne halbe stunde", "30 Minuten"),
            ("'ne halbe stunde", "30 Minuten"),
            ("einer halben stunde", "30 Minuten"),
            ("eine viertelstunde", "15 Minuten"),
            ("einer viertelstunde", "15 Minuten"),
            ("eine dreiviertelstunde", "45 Minuten"),
            ("drei viertel stunden", "45 Minuten"),
            ("anderthalb stunden", "90 Minuten"),
            ("eineinhalb stunden", "90 Minuten"),
            ("zweieinhalb stunden", "150 Minuten"),
            ("eine halbe minute", "30 Sekunden"),
            ("auf die hälfte", "auf 50 Prozent"),
            ("auf ein drittel", "auf 33 Prozent"),
            ("auf ein viertel", "auf 25 Prozent"),
        ),
        never_named=word_set(
            """
            falls sobald solange bevor nachdem während bis gestern später ausser
            ich du er sie es wir ihr mich dich sich uns euch mir dir ihm ihn ihnen wer was
            wann wo warum wieso wie welche welcher welches welchen ist sind bin bist war
            waren hat habe hast haben wird werden kann kannst können soll sollte muss darf
            ein eine einen einem und oder aber wenn weil dass nicht kein keine alle alles
            jede jeder jedes jetzt bitte hier dort der die das den dem mal bei gerade heute
            morgen
            """
        ),
        floors=(
            "Erdgeschoss",
            "Obergeschoss",
            "Dachgeschoss",
            "Untergeschoss",
            "ersten Stock",
            "zweiten Stock",
        ),
        rewordings=(
            ("stell den timer auf", "stell einen timer auf"),
            ("stelle den timer auf", "stelle einen timer auf"),
        ),
        everything=word_set("alles alle"),
    ),
    cues=Cues(
        yes=r"(?:ja|jawohl|jo|jep|jup|joa|jaja|aber ja|aber sicher|ja klar|klar|na klar|sicher|aber klar|"
        r"natürlich|selbstverständlich|unbedingt|absolut|auf jeden fall|definitiv|ok|okay|okey|"
        r"in ordnung|einverstanden|gut|alles klar|gerne?|passt|stimmt|genau|richtig|korrekt|"
        r"bestätigt|bestätige|ich bestätige|mach das|mach es|machs|mach's|tu das|tu es|"
        r"los|leg los|ich bin sicher|bin sicher|ich will das|so machen)",
        no=r"(?:nein|ne|nee|nö|nein nein|lieber nicht|besser nicht|nicht|lass es|lass das|lass|lass mal|"
        r"lass es sein|abbrechen|abbruch|stopp?|halt|vergiss es|schon gut|auf keinen fall|bloß nicht|"
        r"nein danke|mach das nicht|mach es nicht|tu das nicht|jetzt nicht|natürlich nicht|"
        r"auf gar keinen fall|keinesfalls)",
        filler=r"(?:ähm?|öhm?|hm+|mhm|ach|oh|na|nun|also|doch|dann|mal|bitte|danke|jetzt|hey|morgan|und|"
        r"schon|wirklich|ruhig|bitte sehr|sehr)",
        extra=r"(?:ähm?|öhm?|hm+|mhm|ach|oh|na|nun|also|so|ok|okay|gut|jetzt|mal|bitte|bitte sehr|bitte mal|"
        r"tschüss|tschüs|auf wiedersehen|danke|danke schön|dankeschön|danke sehr|vielen dank|besten dank|sofort|gleich jetzt|"
        r"wieder|noch mal|nochmal|noch einmal|für mich|sei so gut|sei so nett|alexa|siri|hey siri|"
        r"ok(?:ay)? google|hey google|computer|jarvis|hey jarvis|ok(?:ay)? nabu|hey nabu|hey mycroft|"
        r"hey morgan|ok(?:ay)? morgan|morgan|hey)",
        opens=r"(?:mach auf|mach (?:es|sie|ihn|das) auf|aufmachen|öffne|öffne (?:es|sie|ihn|das)|öffnen|"
        r"schließ auf|schließ (?:sie|es|ihn) auf|aufschließen|entriegeln|entriegle (?:sie|es|ihn)|"
        r"entsperren|unscharf)",
        polite=r"(?:^|\b)(?:bitte|danke|hey morgan|morgan|hey|mal|doch)(?:\b|$)",
        question=r"(?:was|wer|wen|wem|wessen|wann|wo|woher|wohin|warum|wieso|weshalb|wie|wieviel|wie viele?|welche[rsmn]?|"
        r"ist|sind|war|waren|bin|hat|hast|haben|habe|soll|sollte|sollten|darf|muss|kann ich|kann man|gibt es|"
        r"läuft|brennt|steht|wird|werden|weißt du|kennst du|"
        r"(?:kannst|könntest) du (?:mir )?(?:sagen|erklären|zeigen))\b",
        request=r"(?:kannst|könntest|würdest|willst|machst|schaltest|stellst|drehst|öffnest|schließt|kann) (?:du|jemand)\b"
        r"(?! (?:mir )?(?:sagen|erklären|zeigen))|wärst du so",
        order=r"(?:schalte?|mach|mache|stell|stelle|dreh|drehe|öffne|schließ|schließe|fahr|fahre|starte?|stoppe?|spiel|spiele|"
        r"pausiere?|setz|setze|füge?|dimme?|sperre?|entsperre?|verriegel[en]?|entriegel[en]?|aktiviere?|"
        r"deaktiviere?|lösche?|erhöhe?|senke?|verringere?|sauge?|reinige?|licht|lichter)\b",
        negated=r"(?:(?:\w+ ){0,5}(?:nicht|nie|niemals|kein(?:e[nmrs]?)?)\b|lass\b)",
        everywhere=r"\b(?:alle[smnr]?|überall|ganze[nms]?|gesamte[nms]?|jede[smnr]?|sämtliche[nr]?)\b",
        claim=r"\bich habe? (?:.{1,60} )?(?:eingeschaltet|ausgeschaltet|angeschaltet|angemacht|ausgemacht|geöffnet|geschlossen|"
        r"verriegelt|entriegelt|abgeschlossen|aufgeschlossen|gestellt|eingestellt|gesetzt|gestartet|gestoppt|"
        r"pausiert|hinzugefügt|entfernt|gedimmt|geändert|aktiviert|deaktiviert|gelöscht|erledigt)\b"
        r"|\b(?:wurden?|ist jetzt|sind jetzt|ist nun|sind nun) (?:.{1,40} )?(?:eingeschaltet|ausgeschaltet|geöffnet|geschlossen|"
        r"verriegelt|entriegelt|gestellt|eingestellt|hinzugefügt|gedimmt|aktiviert|an|aus|offen|zu)\b"
        r"|^\W*+(?:(?:ok(?:ay)?|gut|klar)\W*+)?(?:erledigt|gemacht|fertig)\b|\bich (?:schalte|mache|öffne|schließe|stelle) ",
        closing=r"\b(?:sonst|außerdem) noch (?:etwas|was)\b|\bnoch (?:etwas|was) (?:für dich|für Sie)?\s*(?:tun|helfen)\b|"
        r",\s*(?:oder|nicht wahr|nicht|gell|stimmt['\u2019]?s)\W*$",
        declines=r"\b(?:(?:kann|konnte|könnte|darf|weiß|finde|fand|verstehe|habe|sehe|kenne) (?:.{1,60} )?(?:nicht|kein\w*|noch nichts)|"
        r"(?:nicht|kein\w*) (?:.{1,40} )?(?:gefunden|möglich|verfügbar|erreichbar|verbunden|unterstützt|verstanden|bekannt|klar|vorhanden)|"
        r"(?:es )?gibt (?:.{1,30} )?(?:kein\w*|zwei|drei|mehrere)|gibt es (?:hier )?(?:nicht|kein\w*|zwei|drei|mehrere)|leider nicht|unmöglich|"
        r"fehlgeschlagen|(?:antwortet|reagiert|funktioniert|geht) nicht|nicht geklappt|bitte (?:sag|nenne|gib|wähle)|sag mir bitte|muss ich wissen|mehrere|zwei)\b",
        done=r"[\u2713\u2714\u2705\u2611\U0001f44d]|\b(?:erledigt|alles klar|wird gemacht|bitte ?schön|ist gemacht|ist getan|kein problem|fertig|geht klar)\b|"
        r"\b(?:ist|sind|sollte|müsste|läuft|laufen) (?:(?:jetzt|nun|schon|bereits|wieder|wohl) )*(?:an|aus|auf|zu|offen|geschlossen|geöffnet|"
        r"verriegelt|entriegelt|eingeschaltet|ausgeschaltet|angeschaltet|gestellt|gestartet|gestoppt|gesetzt|hinzugefügt|an sein)\b|"
        r"\b(?:timer|wecker|licht|lampe|tür) (?:gestellt|gestartet|an|aus|eingeschaltet|ausgeschaltet|geöffnet|geschlossen)\b|"
        r"\b(?:läuft|brennt|leuchtet) (?:jetzt|nun|wieder)\b|\bich (?:erinnere|wecke) dich\b",
        wish=r"^(?!.*\b(?:wissen|erfahren|fragen|reden|sprechen|verstehen|lernen|kaufen|erzähl\w*|erklär\w*|geschichte)\b).*"
        r"\b(?:(?:ich|wir) (?:will|wollen|möchten?|brauchen?|bräuchten?|wünschen?|hätten?|würden? gern)|"
        r"(?:will|wollen|möchten?|brauchen?|bräuchten?|hätten?) (?:ich|wir)|soll|sollen|sollten?|muss|müssen|müssten?|es werde|möge|"
        r"wäre (?:schön|gut|nett|toll|besser)|zu (?:dunkel|hell|kalt|kühl|warm|heiß|laut|leise))\b",
        optative=r"(?:möge|es werde)\b",
        state=r"^(?!.*\b(?:ist|sind|war|waren|wird|wurde|geht|gehen|ging|kommt|kam)\b).*\b(?:an|aus|auf|zu|offen|geschlossen|heller|"
        r"dunkler|wärmer|kälter|kühler|lauter|leiser|höher|niedriger|hoch|runter|rauf)(?:,? (?:bitte|jetzt|wieder|etwas))*+\W*+$",
        kinds=r"\b(?:licht\w*|lampen?|heizung\w*|thermostat|temperatur|ventilator|rollos?|rolll[aä]den|jalousien?|vorh[aä]ng\w*|tür\w*|fenster|"
        r"schloss|garage\w*|tor|fernseher|lautsprecher|musik|lied|lautstärke|radio|timer|wecker|alarm|liste|staubsauger|steckdose|szene|"
        r"heller|dunkler|wärmer|kälter|lauter|leiser)\b",
        remember=r"(?:bitte )?(?:merke? dir|vergiss nicht|denk dran|denke daran|notiere?)(?:,|:)?(?: dass)? (.+)",
        forget=r"(?:bitte )?vergiss(?:,|:)?(?: dass| das mit| was ich über)? (?!es$|das$|nicht )(.+)",
        recall=r"(?:was weißt du|was hast du dir gemerkt|woran erinnerst du dich|erinnerst du dich)(?: (?:über|zu|an) (.+))?",
        why=r"(?:warum|wieso|weshalb)(?: (?:hast|tust|machst) du das(?: (?:gemacht|getan|gesagt))?| das)?"
        r"|was hast du (?:gerade|eben|zuletzt)? ?(?:gemacht|getan)",
        said=r"was habe? ich (?:gerade|eben|zuletzt)? ?gesagt",
        undo=r"(?:mach|mache) (?:das|es) (?:wieder )?rückgängig|rückgängig(?: machen)?|nimm das zurück|(?:mach|mache) das wieder so wie (?:es war|vorher)",
        too=r"(?:und auch|und|auch|dann) (?!dann\b|was\b|wie\b|warum\b)(.+?)(?: auch| ebenfalls)?|(.+?) (?:auch|ebenfalls)"
        r"|(?:was ist mit|wie ist es mit|und was ist mit) (.+)|das ?(?:selbe|gleiche) (?:für|mit|in|bei) (.+)",
        it=r"\b(?:es|ihn|sie|das|diese|dieses|diesen)\b",
        again=r"(?<!\s)\s++wieder(?= |$)|^und |^dann ",
        other=r"(?:nein,? )?(?:und |auch |ich meinte? )?(?:das|die|der|den) andere[nr]?(?: auch| ebenfalls)?",
        places=r"(?:in |im |auf |der |die |das |dem |den )*+",
        digits="null eins zwei drei vier fünf sechs sieben acht neun",
        other_digits="1 ein 2 zwo",
        number=r"(?:null|eins|ein|zwei|zwo|drei|vier|fünf|sechs|sech|sieben|sieb|acht|neun|zehn|elf|zwölf|zwan|zig|ßig|ssig|"
        r"hundert|tausend|und|doppel)++",
    ),
    digits=digits.WORDS,
    states=states.WORDS,
    naming=naming.WORDS,
    telling=telling.WORDS,
    asking=asking.WORDS,
    lasting=lasting.WORDS,
    replies=Replies(
        understood="„{text}“ habe ich verstanden, aber mit mir ist hier kein Zuhause verbunden.",
        which_room="In welchem Raum?",
        which_one="Meinst du {names}?",
        which_place="{name}: {places}?",
        one_of_many="Welches meinst du? Sag bitte den Namen oder den Raum.",
        elsewhere="Ich habe nichts getan: {name} gehört zu {place}.",
        confirm="Soll ich das wirklich tun: {what}?",
        offer="Soll ich „{what}“ abspielen?",
        confirm_pin="{what}: wie ist die PIN?",
        wrong_pin="Das ist nicht die PIN. Wie ist sie?",
        dropped="Auch das war nicht die PIN. Ich habe alles gelassen, wie es ist.",
        paused="Es gab zu viele falsche PINs. Bitte versuch es später noch einmal.",
        cancelled="Gut, ich lasse es.",
        expired="Das ist zu lange her. Bitte sag es noch einmal.",
        doubtful="Ich kann gerade nicht herausfinden, ob das schon beantwortet wurde. Bitte sag es noch einmal.",
        not_yours="Ein Ja nehme ich nur von dem an, der gefragt hat, und dort, wo gefragt wurde.",
        not_allowed="Das braucht eine PIN, und du hast keine.",
        done="Erledigt.",
        failed="Das hat nicht geklappt.",
        failed_part="Das hat nicht geklappt: {names}.",
        done_part="Erledigt: {names}.",
        partly="Ein Teil davon hat nicht geklappt.",
        home_away="Ich erreiche das Zuhause gerade nicht und habe nichts getan.",
        level_unknown="Ich weiß nicht, worauf das gerade eingestellt ist, darum habe ich nichts geändert.",
        no_model="Darüber kann ich gerade nicht nachdenken: mein Sprachmodell antwortet nicht.",
        too_slow="Das dauert mir zu lange. Bitte versuch es noch einmal, oder frag nach weniger.",
        nothing_said="Darauf habe ich keine Antwort.",
        not_done="Ich habe noch nichts getan. Bitte sag mir genau, was ich tun soll.",
        correction="Ich muss mich berichtigen: ich habe nichts getan.",
        remembered="Das merke ich mir.",
        not_remembered="Ich kann mir gerade nichts merken.",
        forgotten="Das habe ich vergessen.",
        one_by_one="Ich vergesse eins nach dem anderen. Wer mich betreibt, kann alles löschen.",
        which_fact="Ich habe mir mehreres davon gemerkt. Was davon meinst du?",
        nothing_known="Darüber habe ich mir nichts gemerkt.",
        nothing_to_tell="In diesem Gespräch habe ich noch nichts getan.",
        why="Du hast „{text}“ gesagt. {how}",
        why_grammar="Das habe ich an seinen Worten als Befehl verstanden: {actions}.",
        why_model="Das Sprachmodell hat geantwortet und verlangt: {actions}.",
        why_talk="Es war kein Befehl darin, also habe ich nur geantwortet.",
        delays=DelayWords(
            *("jetzt", "in {time}", ("Stunde", "Stunden"), ("Minute", "Minuten"), ("Sekunde", "Sekunden")),
            joint="und",
            openings=("nach",),
        ),
        verbs=Verbs(
            unlock="aufschließen",
            lock="abschließen",
            open="öffnen",
            close="schließen",
            turn_on="einschalten",
            turn_off="ausschalten",
            change="ändern",
            remember="merken",
            forget="vergessen",
        ),
        said="Du hast „{text}“ gesagt.",
        not_undone="Das kann ich nicht von selbst rückgängig machen. Sag mir bitte, was ich tun soll.",
        everywhere="im ganzen Haus",
    ),
    free_text=free_text.WORDS,
    covers=CoverWords(
        words={
            "garage": word_set("garage garagen"),
            "gate": word_set("tor gartentor einfahrtstor"),
            "door": word_set("tür haustür"),
        },
        parts={"garage": "garage"},
        # German joins its words: Terrassentür, Hoftor.
        endings={"door": "tür", "gate": "tor"},
    ),
    guarded=GuardedWords(
        access=word_set(
            """
            *alarm *eingangstür *garage *pforte *schloss *schranke *sirene *toröffner *tür *türen *türöffner
            alarm* aufschliess* aufsperr* balkontür dachluke doppeltor einbruch* einfahrtstor eingangstür
            entriegel* entschärf* entsperr* falttor flügeltor garage* garagentor garagentür gartentor
            gartentür gatter haupteingang* haupttor haustür haustüren hintereingang* hintertür
            hoftor hundeklappe* katzenklappe* kellertür panzerriegel pforte* riegel rolltor
            scharfschalt* schiebetor schloss schlossantrieb schlösser schranke* schwenktor schwingtor
            sektionaltor sirene* terrassentür tiefgarage* tor toranlage* torantrieb* tore torschranke
            torsteuerung* toröffner tresor* tür türen türschloss türsummer türöffner* unscharf* verriegel*
            wohnungstür zauntor zentralverriegel* zutritt*
            """
        ),
        heat=word_set(
            """
            *boiler *erhitzer *grill *heizer *heizung *kochfeld *ofen *radiator *ventil *ventile absperr*
            backofen backöfen boiler* ceran* durchlauferhitzer* elektroherd fritteuse* gashahn gasherd
            glaskeramik* grill* haupthahn hauptwasserhahn heiz* herd herdplatte* induktionsfeld
            induktionsherd induktionskochfeld induktionsplatte kamin* kaminofen kochfeld kochfelder
            kochplatte* kochplatten küchenherd ofen radiator* sauna* ventil ventile warmwasser* wasserhahn
            öfen
            """
        ),
        opening=word_set(
            "aufschliess* aufsperr* entriegel* entschärf* entsperr* summer unscharf* öffn* *öffner"
        ),
        ways=word_set("einfahrt* eingang* zufahrt*"),
        harmless=word_set(
            """
            *kamera *klingel *musik *radio *sensor *sensoren *wecker handtuch* kamera lüfter musik
            ventilator*
            """
        ),
        lights=word_set(
            "*beleuchtung lampe *lampe lampen *lampen leuchte leuchten *leuchte *leuchten licht *licht licht* *lichter"
        ),
        beside=word_set("am an bei beim das dem der des die für im in von vor über"),
        joining=word_set("dann und"),
    ),
)

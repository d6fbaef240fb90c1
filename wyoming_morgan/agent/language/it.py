"""Italian."""

# ruff: noqa: E501 - tables of words, which lines of one kind keep readable

from __future__ import annotations

from wyoming_morgan.agent.language.asking import it as asking
from wyoming_morgan.agent.language.covers import CoverWords
from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.language.delays import DelayWords
from wyoming_morgan.agent.language.digits import it as digits
from wyoming_morgan.agent.language.free_text import it as free_text
from wyoming_morgan.agent.language.guarded import GuardedWords
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.lasting import it as lasting
from wyoming_morgan.agent.language.naming import it as naming
from wyoming_morgan.agent.language.replies import Replies, Verbs
from wyoming_morgan.agent.language.states import it as states
from wyoming_morgan.agent.language.telling import it as telling
from wyoming_morgan.agent.language.words import Words, word_set

LANGUAGE = Language(
    tag="it",
    words=Words(
        joining=word_set("e ed poi anche"),
        articles=word_set("il lo la i gli le l' mio mia miei nostro nostra"),
        kinds=word_set(
            "l in di del della dello dei delle nel nella nello sul sulla al alla scena script luce luci lampada lampade"
        ),
        both=(
            ("sia", "che"),
            ("sia", "sia"),
        ),
        halves=(
            "e mezzo",
            "e mezza",
        ),
        decimal_points=word_set("virgola punto"),
        amounts=(
            ("di un grado e mezzo", "di 1.5 gradi"),
            ("un grado e mezzo", "1.5 gradi"),
            ("mezz'ora", "30 minuti"),
            ("mezzora", "30 minuti"),
            ("mezzo minuto", "30 secondi"),
            ("mezza ora", "30 minuti"),
            ("un quarto d'ora", "15 minuti"),
            ("tre quarti d'ora", "45 minuti"),
            ("un'ora e mezza", "90 minuti"),
            ("un'ora e mezzo", "90 minuti"),
            ("un'ora", "1 ora"),
            ("a metà", "al 50 percento"),
            ("a un terzo", "al 33 percento"),
            ("a un quarto", "al 25 percento"),
        ),
        elided=(
            ("all", "al"),
            ("dall", "dal"),
            ("dell", "del"),
            ("nell", "nel"),
            ("sull", "sul"),
            ("d", "di"),
        ),
        never_named=word_set(
            """
            domani oggi ieri tranne eccetto dopo mentre finché
            io tu lui lei noi voi loro mi ti si ci vi chi che cosa cos'è quando dove dov'è
            come perché quale quali quanto è sono sei era ho hai ha hanno posso può puoi
            devo un uno una e o ma se non mai tutto tutta tutti tutte ogni adesso ora qui lì
            favore questo questa quello quella
            """
        ),
        floors=("piano terra", "primo piano", "secondo piano"),
        rewordings=(("e", "è"),),
        everything=word_set("tutto tutti"),
    ),
    cues=Cues(
        yes=r"(?:sì|si|certo|certo che sì|certamente|sicuro|sicuramente|assolutamente|assolutamente sì|"
        r"senz'altro|ovvio|ovviamente|va bene|d'accord|d'accordo|ok|okay|perfetto|bene|fallo|"
        r"falla|fai pure|procedi|vai|esatto|esattamente|giusto|corretto|confermo|confermato|"
        r"sono sicur[oa]|volentieri)",
        no=r"(?:no|nope|no grazie|meglio di no|lascia stare|lascia perdere|annulla|fermo|ferma|non farlo|"
        r"non ora|assolutamente no|certo che no|per niente|mai)",
        filler=r"(?:ehm?|uhm?|hm+|mhm|ah|oh|beh|be'|allora|dunque|adesso|ora|per favore|per piacere|grazie|"
        r"ehi|morgan|e|pure|davvero)",
        extra=r"(?:ehm?|uhm?|hm+|mhm|ah|oh|beh|allora|dunque|senti|ok|okay|va bene|adesso|ora|subito|"
        r"immediatamente|di nuovo|ancora|ancora una volta|per favore|per piacere|per cortesia|"
        r"ciao|ehi|ehi morgan|grazie|grazie mille|molte grazie|tante grazie|per me|alexa|siri|hey siri|ok(?:ay)? google|"
        r"hey google|computer|jarvis|hey jarvis|ok(?:ay)? nabu|hey nabu|hey mycroft|hey morgan|"
        r"ok(?:ay)? morgan|morgan|hey)",
        opens=r"(?:apri|aprila|aprilo|aprire|sblocca|sbloccala|sbloccalo|disinserisci|disarma)",
        polite=r"(?:^|\b)(?:per favore|per piacere|grazie|ehi morgan|morgan)(?:\b|$)",
        question=r"(?:che|chi|cosa|cos'è|quando|dove|dov'è|come|com'è|perché|quale|quali|quanto|quant[aei]|è|sono|c'è|ci sono|ho|"
        r"hai|ha|devo|dovrei|posso|sai|(?:puoi|potresti) (?:dirmi|dire|spiegarmi|mostrarmi))\b",
        request=r"(?:puoi|potresti|può|potrebbe|vuoi|mi puoi)\b(?! (?:dirmi|dire|spiegar|mostrar))",
        order=r"(?:accendi|accenda|spegni|spenga|apri|chiudi|metti|imposta|blocca|sblocca|avvia|ferma|riproduci|pausa|aggiungi|"
        r"togli|rimuovi|alza|abbassa|attiva|disattiva|cambia|pulisci|aspira)\b",
        negated=r"(?:non|mai)\b",
        everywhere=r"\b(?:tutt[oaei]|dappertutto|ovunque|ogni|inter[oa])\b",
        claim=r"\b(?:ho|abbiamo) (?:appena |già )?(?:acceso|spento|aperto|chiuso|messo|impostato|bloccato|sbloccato|avviato|fermato|"
        r"aggiunto|tolto|rimosso|alzato|abbassato|attivato|disattivato|cambiato|fatto)\b"
        r"|\b(?:è stat[oa]|sono stat[ie]) (?:acces|spent|apert|chius|blocc)|\badesso (?:è|sono) |\b(?:è|sono) ora "
        r"|^\W*+(?:(?:ok|va bene)\W*+)?(?:fatto|ecco fatto)\b|^\W*+(?:accendo|spengo|apro|chiudo|imposto)\b",
        closing=r"\bqualcos['\u2019]altro\b|\bqualcosa d['\u2019]altro\b|,\s*(?:vero|no|giusto)\W*$",
        declines=r"\bnon (?:(?:\w+ ){0,2}(?:posso|potevo|so|trovo|ho|capisco|c'è|ci sono|esiste|è (?:possibile|disponibile|chiaro)|risponde|funziona|"
        r"conosco|vedo|riesco))|\b(?:impossibile|fallito|nessun[oa]? \w+|ci sono (?:due|tre|diverse|più)|più di un|dimmi (?:quale|che|dove)|"
        r"devo sapere)\b",
        done=r"[\u2713\u2714\u2705\u2611\U0001f44d]|\b(?:fatto|ecco fatto|tutto (?:fatto|pronto|a posto)|nessun problema|certo|subito)\b|"
        r"\b(?:è|sono|dovrebbe essere) (?:(?:ora|adesso|già|di nuovo) )*(?:acces|spent|apert|chius|bloccat|sbloccat|attiv|disattiv|impostat|in funzione|"
        r"avviat|pront|aggiunt)|\b(?:timer|sveglia|luce|lampada|porta) (?:acces|spent|apert|chius|impostat|avviat)",
        wish=r"^(?!.*\b(?:sapere|chiedere|parlare|capire|imparare|comprare|raccont\w*|spieg\w*|storia)\b).*"
        r"\b(?:voglio|vogliamo|vorrei|vorremmo|(?:mi|ci) serv(?:e|ono|irebbe)|ho bisogno|abbiamo bisogno|desidero|preferisco|preferirei|"
        r"(?:mi|ci) piacerebbe|ci vuole|ci vorrebbe|sia|siano|(?:deve|devono|dovrebbe|dovrebbero) essere|sarebbe (?:bello|meglio|bene)|"
        r"troppo (?:buio|scur[oa]|chiar[oa]|luminos[oa]|fredd[oa]|cald[oa]|alt[oa]|forte|bass[oa]|rumoros[oa]))\b",
        optative=r"(?:ho|abbiamo) bisogno\b",
        state=r"^(?!.*\b(?:è|sono|era|erano)\b).*\b(?:acces[oaie]|spent[oaie]|apert[oaie]|chius[oaie]|(?:più|meno) (?:forte|alt[oa]|"
        r"bass[oa]|luminos[oa]|scur[oa]|cald[oa]|fredd[oa]|chiar[oa]))(?:,? (?:per favore|adesso|ora))*+\W*+$",
        kinds=r"\b(?:luc[ei]|lampad[ae]|riscaldamento|termostato|temperatura|ventilatore|tapparell[ae]|tend[ae]|port[ae]|finestr[ae]|serratura|garage|"
        r"cancello|tv|televis\w*|casse|musica|canzone|volume|radio|timer|sveglia|allarme|lista|aspirapolvere|presa|scena)\b",
        remember=r"(?:ricorda|ricordati|non dimenticare|tieni a mente|annota)(?: che|:)? (.+)",
        forget=r"dimentica(?: che| quello che ho detto su|:)? (?!lo$|questo$)(.+)",
        recall=r"(?:che cosa|cosa) (?:ricordi|sai)(?: (?:di|del|della|su) (.+))?",
        why=r"perché(?: (?:l'hai fatto|hai fatto questo|hai detto questo)| questo)?"
        r"|(?:che )?cosa hai (?:appena )?fatto",
        said=r"(?:che )?cosa ho (?:appena )?detto",
        undo=r"annulla (?:questo|quello|quello che hai fatto)|disfa(?:lo)?|rimetti com'era(?: prima)?|torna indietro",
        too=r"(?:e anche|e pure|e|anche) (?!poi\b|come\b)(.+?)(?: anche| pure)?|(.+?) anche|(?:e per|che ne dici di) (.+)|lo stesso (?:per|in|con) (.+)",
        it=r"\b(?:quello|quella|questo|questa)\b|(?<=[aei])(?:l[oaie])\b",
        again=r"(?<!\s)\s++(?:di nuovo|ancora)$|^e |^poi ",
        other=r"(?:no,? )?(?:e |anche )?l'altr[oa](?: anche| pure)?",
        places=r"(?:in |nel |nella |nello |il |la |lo |l'|al )*+",
        digits="zero uno due tre quattro cinque sei sette otto nove",
        other_digits="1 una 1 un",
        number=r"(?:zero|un[oa]?|due|tre|tré|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|tredici|quattordici|"
        r"quindici|sedici|dicias?|dician|venti?|trenta?|quaranta?|cinquanta?|sessanta?|settanta?|ottanta?|novanta?|"
        r"cento?|mill?[ea]|e|doppio)++",
    ),
    digits=digits.WORDS,
    states=states.WORDS,
    naming=naming.WORDS,
    telling=telling.WORDS,
    asking=asking.WORDS,
    lasting=lasting.WORDS,
    replies=Replies(
        understood="Ho capito «{text}», ma qui non è collegata nessuna casa.",
        which_room="In quale stanza?",
        which_one="Intendi {names}?",
        which_place="{name}: {places}?",
        one_of_many="Quale intendi? Dimmi il nome o la stanza.",
        elsewhere="Non ho fatto nulla: {name} si trova qui: {place}.",
        confirm="Devo davvero farlo: {what}?",
        offer="Devo riprodurre “{what}”?",
        confirm_pin="{what}: qual è il PIN?",
        wrong_pin="Non è il PIN. Qual è?",
        dropped="Neanche questo era il PIN. Ho lasciato tutto com'è.",
        paused="Ci sono stati troppi PIN sbagliati. Riprova più tardi.",
        cancelled="Va bene, lascio tutto com'è.",
        expired="È passato troppo tempo. Dimmelo di nuovo.",
        doubtful="Non riesco a sapere se c'è già stata una risposta. Dimmelo di nuovo.",
        not_yours="Accetto un sì solo da chi l'ha chiesto, e dove l'ha chiesto.",
        not_allowed="Serve un PIN, e tu non ne hai.",
        done="Fatto.",
        failed="Non ha funzionato.",
        failed_part="Non ha funzionato: {names}.",
        done_part="Fatto: {names}.",
        partly="Una parte non ha funzionato.",
        home_away="Adesso non raggiungo la casa, quindi non ho fatto nulla.",
        level_unknown="Non so come è regolato in questo momento, perciò non ho cambiato niente.",
        no_model="Adesso non posso pensarci: il mio modello linguistico non risponde.",
        too_slow="Ci metto troppo. Riprova, o chiedi di meno.",
        nothing_said="Non ho una risposta.",
        not_done="Non ho ancora fatto nulla. Dimmi esattamente che cosa devo fare.",
        correction="Devo correggermi: non ho fatto nulla.",
        remembered="Me lo ricorderò.",
        not_remembered="Adesso non posso ricordare nulla.",
        forgotten="L'ho dimenticato.",
        one_by_one="Dimentico le cose una alla volta. Chi mi gestisce può cancellare tutto insieme.",
        which_fact="Ricordo più cose del genere. Quale intendi?",
        nothing_known="Non ricordo nulla al riguardo.",
        nothing_to_tell="Non ho ancora fatto nulla in questa conversazione.",
        why="Hai detto «{text}». {how}",
        why_grammar="Dalle parole l'ho inteso come un comando: {actions}.",
        why_model="Ha risposto il modello linguistico e ha chiesto: {actions}.",
        why_talk="Non c'era alcun comando, quindi ho solo risposto.",
        delays=DelayWords(
            "adesso",
            "tra {time}",
            ("ora", "ore"),
            ("minuto", "minuti"),
            ("secondo", "secondi"),
            "e",
            ("fra", "dopo"),
        ),
        verbs=Verbs(
            unlock="sbloccare",
            lock="bloccare",
            open="aprire",
            close="chiudere",
            turn_on="accendere",
            turn_off="spegnere",
            change="cambiare",
            remember="ricordare",
            forget="dimenticare",
        ),
        said="Hai detto «{text}».",
        not_undone="Non posso annullarlo da solo. Dimmi che cosa devo fare.",
        everywhere="in tutta la casa",
    ),
    free_text=free_text.WORDS,
    covers=CoverWords(
        words={
            "garage": word_set("autorimessa garage"),
            "gate": word_set("cancello"),
            "door": word_set("porta portone"),
        },
    ),
    guarded=GuardedWords(
        access=word_set(
            """
            allarme allarmi antifurto apricancello apriporta autorimessa basculant* blocca* boxauto
            cancelletto cancelli cancello cassaforte catenacci* chiavistell* citofon* disarma* disinser*
            elettroserratur* garage lucchett* passocarraio porta portafinestra porte portefinestre portone
            portoni saracinesc* sbarra sblocca* serratur* siren* videocitofon*
            """
        ),
        heat=word_set(
            """
            barbecue boiler caldaia* caldobagno caminett* camino cottura elettrovalvol* fornell* forni forno
            friggitric* griglia induzione piastra piastre riscald* rubinett* sauna scalda* stufa stufe
            stufett* termoconvettor* termosifon* valvol*
            """
        ),
        opening=word_set("apertura apre apri apricancello apriporta aprire disarma* disinser* sblocca*"),
        ways=word_set("ingresso vialetto"),
        harmless=word_set(
            """
            campanell* musica radio salviett* scaldasalviette sensor* sveglia telecamer* ventilator*
            """
        ),
        lights=word_set("illuminazione lampad* luce luci"),
        beside=word_set("a al alla davanti dei del dell della delle di il in la le lo per"),
        joining=word_set("e poi"),
    ),
)

"""The cues of each language, as `cues.Cues` explains them."""

# ruff: noqa: E501 - tables of words, which lines of one kind keep readable

from __future__ import annotations

from wyoming_morgan.agent.language.cues import NO_CUES, Cues

CUES: dict[str, Cues] = {
    "en": Cues(
        yes=r"(?:yes|yeah|yep|yup|sure|ok|okay|of course|correct|right|confirm(?:ed)?|go ahead|do it|do that|"
        r"please do|i do|yes do(?: it| that)?|yes i do|yes go ahead)",
        no=r"(?:no|nope|nah|no thanks|no thank you|don't|do not|stop|cancel|cancel that|never ?mind|"
        r"forget it|leave it|rather not|no don't|no leave it|no cancel)",
        polite=r"(?:^|\b)(?:please|thanks|thank you|kindly|hey morgan|morgan|hey|ok(?:ay)? morgan)(?:\b|$)",
        question=r"(?:what|what's|who|who's|whose|whom|when|when's|where|where's|which|why|how|how's|is|isn't|are|"
        r"aren't|was|wasn't|were|has|hasn't|have|had|does|doesn't|did|didn't|should|shall|may|might|must|"
        r"am|can i|could i|do (?:i|you|we|they|any|the|all)|would it|will (?:it|there|the|they)|"
        r"(?:can|could|would|will) you (?:tell|say|explain|show|know))\b(?! to\b)",
        request=r"(?:can|could|would|will|won't) (?:you|somebody|someone)\b(?! (?:tell|say|explain|show|know|remember)\b)"
        r"|do you mind|would it be possible|(?:can|could) (?:the|my|our) .* be \w+(?:ed|en|t)\b|is it possible to",
        order=r"(?:turn|switch|set|open|close|shut|lock|unlock|start|stop|pause|resume|play|mute|unmute|dim|"
        r"brighten|raise|lower|increase|decrease|change|make|put|activate|deactivate|run|press|push|add|"
        r"remove|arm|disarm|vacuum|clean|dock|return|announce|broadcast|cool|heat|warm|illuminate|light up|"
        r"enable|disable|bring|let|give|cancel)\b",
        negated=r"(?:don't|do not|dont|never|no need to|you (?:must|should)(?:n't| not)|there's no need to)\b",
        everywhere=r"\b(?:all|every|everything|everywhere|whole|entire|each|any)\b",
        claim=r"\b(?:i have|i've|i|we've|we have) (?:just |now |already |also |successfully )*"
        r"(?:turned|switched|set|opened|closed|shut|locked|unlocked|started|stopped|paused|resumed|added|removed|"
        r"dimmed|brightened|raised|lowered|changed|muted|cancell?ed|armed|disarmed|activated|deactivated|"
        r"adjusted|increased|decreased|played|put|made|enabled|disabled|scheduled|sent|done)\b"
        r"|\b(?:has|have) (?:now |just |already )?been (?:\w+ly )?(?:turned|switched|set|opened|closed|locked|"
        r"unlocked|started|stopped|added|removed|dimmed|raised|lowered|changed|armed|disarmed|activated|adjusted)\b"
        r"|\b(?:is|are) now (?:on|off|open|closed|locked|unlocked|running|playing|armed|disarmed|set|muted)\b"
        r"|^\W*(?:ok(?:ay)?|alright|all right|sure|right)?\W*(?:done|all set|turned|switched|opened|closed|locked|"
        r"unlocked|added|removed|dimmed)\b"
        r"|^\W*(?:ok(?:ay)?|alright|sure)?\W*(?:i'm |i am |i'll |i will )?(?:now |just )?(?:turning|switching|opening|"
        r"closing|locking|unlocking|setting|starting|stopping|dimming|adding|removing|activating|disarming|arming)\b",
        remember=r"(?:please )?(?:remember|keep in mind|don't forget|do not forget|note)(?: that|:)? "
        r"(?!to |when |what |where |who |how |me)(.+)",
        forget=r"(?:please )?forget(?: that| about| what i said about|:)? (?!it$|it,|that$|this$|about it)(.+)",
        recall=r"(?:what do you (?:remember|know)|what did i tell you|do you remember)(?: about (.+)| (?:anything|me))?",
        why=r"why (?:did|have) you (?:just )?(?:do|done|say|said|go|gone) (?:that|this|so|it|there)(?: just now)?|"
        r"why was that|what was that for|why did that happen|why",
        too=r"(?:and|also|then|now)(?: also)? (?!then\b|now\b|what\b|how\b|why\b|when\b)(.+?)(?:,? (?:too|also|as well))?"
        r"|(.+?),? (?:too|as well|also)|(?:what|how) about (.+)|and what about (.+)|same (?:for|in|with) (.+)"
        r"|(?:do )?the same (?:for|in|with) (.+)",
        it=r"\b(?:it|them|that one|that|those)\b",
        again=r",?\s+(?:again|back|once more)$|^(?:and |now |then )+",
        other=r"(?:no,? )?(?:and |also |not that one,? |i meant? )?the other (?:one|two)?",
        places=r"(?:in |on |the |in the |on the |at the )*",
        digits="zero one two three four five six seven eight nine",
    ),
    "de": Cues(
        yes=r"(?:ja|jawohl|jo|jep|klar|sicher|ok|okay|gerne?|na klar|mach das|mach es|tu das|tu es|genau|richtig|"
        r"bestätigt|bestätige|ja mach(?: das| es)?|ja gerne|los)",
        no=r"(?:nein|ne|nee|nö|lieber nicht|nicht|lass es|lass das|abbrechen|stopp?|halt|vergiss es|schon gut|"
        r"nein danke|nein lass(?: es| das)?)",
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
        r"|^\W*(?:ok(?:ay)?|gut|klar)?\W*(?:erledigt|gemacht|fertig)\b|\bich (?:schalte|mache|öffne|schließe|stelle) ",
        remember=r"(?:bitte )?(?:merke? dir|vergiss nicht|denk dran|denke daran|notiere?)(?:,|:)?(?: dass)? (.+)",
        forget=r"(?:bitte )?vergiss(?:,|:)?(?: dass| das mit| was ich über)? (?!es$|das$|nicht )(.+)",
        recall=r"(?:was weißt du|was hast du dir gemerkt|woran erinnerst du dich|erinnerst du dich)(?: (?:über|zu|an) (.+))?",
        why=r"(?:warum|wieso|weshalb)(?: (?:hast|tust|machst) du das(?: (?:gemacht|getan|gesagt))?| das)?",
        too=r"(?:und|auch|dann) (?!dann\b|was\b|wie\b|warum\b)(.+?)(?: auch| ebenfalls)?|(.+?) (?:auch|ebenfalls)"
        r"|(?:was ist mit|wie ist es mit|und was ist mit) (.+)|das ?(?:selbe|gleiche) (?:für|mit|in|bei) (.+)",
        it=r"\b(?:es|ihn|sie|das|diese|dieses|diesen)\b",
        again=r"\s+wieder(?= |$)|^und |^dann ",
        other=r"(?:nein,? )?(?:und |auch |ich meinte? )?(?:das|die|der|den) andere[nr]?",
        places=r"(?:in |im |auf |der |die |das |dem |den |in der |in dem )*",
        digits="null eins zwei drei vier fünf sechs sieben acht neun",
    ),
    "fr": Cues(
        yes=r"(?:oui|ouais|ok|okay|d'accord|bien sûr|vas-y|fais-le|exact|je confirme|confirmé|oui vas-y|oui fais-le)",
        no=r"(?:non|non merci|surtout pas|laisse(?: tomber)?|annule|arrête|stop|non laisse(?: tomber)?|ne le fais pas)",
        polite=r"(?:^|\b)(?:s'il (?:te|vous) pla[iî]t|merci|hé morgan|morgan)(?:\b|$)",
        question=r"(?:qui|que|qu'est-ce|quoi|quand|où|comment|pourquoi|combien|quel(?:le)?s?|est-ce que|est-ce qu'|est-ce|est|"
        r"y a-t-il|il y a|a-t-on|ai-je|dois-je|faut-il|puis-je|sais-tu|fait-il|c'est|"
        r"(?:peux-tu|pourrais-tu|pouvez-vous) (?:me )?(?:dire|expliquer|montrer))(?:\b|(?<='))",
        request=r"(?:peux-tu|pourrais-tu|pouvez-vous|pourriez-vous|tu peux|tu pourrais|est-ce que tu p(?:eux|ourrais)|veux-tu)\b"
        r"(?! (?:me )?(?:dire|expliquer|montrer))",
        order=r"(?:allume|allumez|éteins|éteignez|ouvre|ouvrez|ferme|fermez|mets|mettez|règle|réglez|verrouille|déverrouille|"
        r"lance|démarre|arrête|joue|coupe|baisse|monte|augmente|diminue|ajoute|enlève|supprime|active|désactive|"
        r"change|nettoie|aspire)\b",
        negated=r"(?:(?:\w+ )?n(?:e |')|pas besoin|surtout pas|jamais)",
        everywhere=r"\b(?:tout|toute|tous|toutes|partout|chaque|entière?)\b",
        claim=r"\b(?:j'ai|nous avons|on a) (?:bien |juste )?(?:allumé|éteint|ouvert|fermé|verrouillé|déverrouillé|mis|réglé|lancé|"
        r"démarré|arrêté|ajouté|supprimé|baissé|monté|changé|activé|désactivé|fait)"
        r"|\b(?:est|sont) (?:maintenant|désormais) |\b(?:a|ont) été (?:allumé|éteint|ouvert|fermé|verrouillé|réglé|mis|ajouté)"
        r"|^\W*(?:ok|d'accord)?\W*(?:c'est fait|voilà|fait)\b|\bj'(?:allume|éteins|ouvre|ajoute)|\bje (?:ferme|mets|règle|verrouille)",
        remember=r"(?:souviens-toi|rappelle-toi|retiens|n'oublie pas|note)(?: que| qu'|:)? ?(.+)",
        forget=r"oublie(?: que| ce que j'ai dit sur|:)? (?!ça$|cela$)(.+)",
        recall=r"(?:que sais-tu|de quoi te souviens-tu|te souviens-tu)(?: (?:sur|de|du) (.+))?",
        why=r"pourquoi(?: (?:as-tu fait|tu as fait|as-tu dit) (?:ça|cela)| ça| cela)?",
        too=r"(?:et|aussi) (?!puis\b|que\b|comment\b)(.+?)(?: aussi| également)?|(.+?) (?:aussi|également)"
        r"|(?:et pour|qu'en est-il de) (.+)|(?:pareil|la même chose) (?:pour|dans|avec) (.+)",
        it=r"\b(?:ça|cela)\b|(?<=-)(?:la|le|les)\b",
        again=r"\s+(?:à nouveau|de nouveau|encore)$|^et |^puis ",
        other=r"(?:non,? )?(?:et |aussi )?l'autre",
        places=r"(?:dans |en |au |à |la |le |les |l'|dans la |dans le )*",
        digits="zéro un deux trois quatre cinq six sept huit neuf",
    ),
    "es": Cues(
        yes=r"(?:sí|si|claro|vale|ok|okay|de acuerdo|por supuesto|hazlo|adelante|confirmo|correcto|sí hazlo|sí claro)",
        no=r"(?:no|no gracias|mejor no|déjalo|cancela|cancelar|para|olvídalo|no lo hagas|no déjalo)",
        polite=r"(?:^|\b)(?:por favor|gracias|oye morgan|oye|morgan)(?:\b|$)",
        question=r"(?:qué|que|quién|quien|cuándo|cuando|dónde|donde|cómo|como|por qué|cuál|cuáles|cuánt[oa]s?|está|están|es|son|"
        r"hay|hace|ha|han|he|debo|debería|tengo que|puedo|sabes|"
        r"(?:puedes|podrías) (?:decir|explicar|mostrar|contar)(?:me)?)\b",
        request=r"(?:puedes|podrías|puede|podría|quieres|me puedes)\b(?! (?:decir|explicar|mostrar|contar))",
        order=r"(?:enciende|encienda|prende|apaga|apague|abre|abra|cierra|cierre|pon|ponga|sube|baja|bloquea|desbloquea|inicia|"
        r"para|detén|reproduce|pausa|añade|agrega|quita|elimina|activa|desactiva|cambia|ajusta|limpia|aspira|echa)\b",
        negated=r"(?:no|nunca|jamás)\b",
        everywhere=r"\b(?:tod[oa]s?|en todas partes|cada|enter[oa])\b",
        claim=r"\b(?:he|hemos|ya he) (?:encendido|apagado|abierto|cerrado|puesto|bloqueado|desbloqueado|iniciado|parado|pausado|"
        r"añadido|quitado|eliminado|subido|bajado|cambiado|activado|desactivado|ajustado|hecho)\b"
        r"|\b(?:ha|han) sido (?:encendid|apagad|abiert|cerrad|bloquead)|\b(?:está|están) ahora |\bahora (?:está|están) "
        r"|^\W*(?:vale|ok|de acuerdo)?\W*(?:hecho|listo)\b|^\W*(?:enciendo|apago|abro|cierro|pongo|encendiendo|apagando|abriendo|cerrando)\b",
        remember=r"(?:recuerda|acuérdate de|no olvides|apunta)(?: que|:)? (.+)",
        forget=r"olvida(?: que| lo de| lo que dije de|:)? (?!eso$|esto$)(.+)",
        recall=r"(?:qué (?:recuerdas|sabes)|te acuerdas|recuerdas)(?: (?:de|del|sobre) (.+))?",
        why=r"por qué(?: (?:has hecho|hiciste|has dicho) eso| eso)?",
        too=r"(?:y|también) (?!luego\b|qué\b|cómo\b)(.+?)(?: también)?|(.+?) también|(?:y qué hay de|y) (.+)|lo mismo (?:para|en|con) (.+)",
        it=r"\b(?:eso|esto)\b|(?<=[aeiou])(?:l[oa]s?)\b",
        again=r"\s+(?:otra vez|de nuevo)$|^y |^luego ",
        other=r"(?:no,? )?(?:y |también )?(?:la|el) otr[oa]",
        places=r"(?:en |el |la |los |las |en el |en la )*",
        digits="cero uno dos tres cuatro cinco seis siete ocho nueve",
    ),
    "it": Cues(
        yes=r"(?:sì|si|certo|va bene|ok|okay|d'accord|d'accordo|fallo|fai pure|esatto|confermo|sì fallo|sì certo)",
        no=r"(?:no|no grazie|meglio di no|lascia stare|lascia perdere|annulla|fermo|non farlo|no lascia stare)",
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
        r"|^\W*(?:ok|va bene)?\W*(?:fatto|ecco fatto)\b|^\W*(?:accendo|spengo|apro|chiudo|imposto)\b",
        remember=r"(?:ricorda|ricordati|non dimenticare|tieni a mente|annota)(?: che|:)? (.+)",
        forget=r"dimentica(?: che| quello che ho detto su|:)? (?!lo$|questo$)(.+)",
        recall=r"(?:che cosa|cosa) (?:ricordi|sai)(?: (?:di|del|della|su) (.+))?",
        why=r"perché(?: (?:l'hai fatto|hai fatto questo|hai detto questo)| questo)?",
        too=r"(?:e|anche) (?!poi\b|come\b)(.+?)(?: anche| pure)?|(.+?) anche|(?:e per|che ne dici di) (.+)|lo stesso (?:per|in|con) (.+)",
        it=r"\b(?:quello|quella|questo|questa)\b|(?<=[aei])(?:l[oaie])\b",
        again=r"\s+(?:di nuovo|ancora)$|^e |^poi ",
        other=r"(?:no,? )?(?:e |anche )?l'altr[oa]",
        places=r"(?:in |nel |nella |nello |il |la |lo |l'|al )*",
        digits="zero uno due tre quattro cinque sei sette otto nove",
    ),
    "nl": Cues(
        yes=r"(?:ja|jawel|jazeker|zeker|oké|ok|okay|graag|doe maar|doe het|prima|klopt|bevestig|ja graag|ja doe maar|ja hoor)",
        no=r"(?:nee|neen|nee bedankt|liever niet|niet doen|laat maar|annuleer|stop|vergeet het|nee laat maar)",
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
        r"|^\W*(?:oké|ok|goed)?\W*(?:klaar|gedaan)\b|^\W*ik (?:zet|doe|open|sluit) ",
        remember=r"(?:onthoud|vergeet niet|denk eraan)(?:,|:)?(?: dat)? (.+)",
        forget=r"vergeet(?: dat| wat ik zei over|:)? (?!het$|dat$|niet )(.+)",
        recall=r"(?:wat weet je|wat heb je onthouden|herinner je je)(?: (?:over|van) (.+))?",
        why=r"waarom(?: (?:deed|doe|zei) je dat| dat)?",
        too=r"(?:en|ook) (?!dan\b|wat\b|hoe\b)(.+?)(?: ook)?|(.+?) ook|(?:en hoe zit het met) (.+)|hetzelfde (?:voor|in|met) (.+)",
        it=r"\b(?:het|hem|die|dat)\b",
        again=r"\s+(?:weer|opnieuw)(?= |$)|^en |^dan ",
        other=r"(?:nee,? )?(?:en |ook )?(?:de|het) andere",
        places=r"(?:in |op |de |het |in de |in het )*",
        digits="nul een twee drie vier vijf zes zeven acht negen",
    ),
}


def cues(language: str) -> Cues:
    """Return the cues of a language, or those of a language that has none."""
    return CUES.get(language, NO_CUES)

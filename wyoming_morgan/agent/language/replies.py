"""What the agent says by itself, in the languages it has words of its own in; elsewhere in English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Replies:
    """The sentences of one language."""

    confirm: str = "Shall I really do this: {what}?"
    confirm_pin: str = "{what}: what is the PIN?"
    wrong_pin: str = "That is not the PIN. What is it?"
    dropped: str = "That was not the PIN either. I have left everything as it is."
    cancelled: str = "I will leave it as it is."
    expired: str = "That was too long ago. Please say it again."
    not_yours: str = "I only take a yes from whoever asked for it, where they asked."
    not_allowed: str = "That needs a PIN, and you have none."
    done: str = "Done."
    failed: str = "That did not work."
    failed_part: str = "That did not work: {names}."
    home_away: str = "I cannot reach the home at the moment, so I did nothing."
    no_model: str = "I cannot think about that at the moment: my language model does not answer."
    too_slow: str = "That takes me too long. Please try again, or ask for less."
    nothing_said: str = "I have no answer to that."
    not_done: str = "I have not done anything yet. Please tell me what exactly I should do."
    correction: str = "I have to correct myself: I have not done anything."
    gave_up: str = "I could not finish that."
    remembered: str = "I will remember that."
    not_remembered: str = "I cannot remember anything at the moment."
    forgotten: str = "I have forgotten that."
    one_by_one: str = "I forget things one by one. Whoever runs me can delete everything at once."
    which_fact: str = "I remember several such things. Which one do you mean?"
    nothing_known: str = "I do not remember anything about that."
    nothing_to_tell: str = "I have not done anything in this conversation yet."
    why: str = "You said “{text}”. {how}"
    why_grammar: str = "I understood that as a command by its words: {actions}."
    why_model: str = "The language model answered, and asked for: {actions}."
    why_talk: str = "No command was in it, so I only answered."
    verbs: tuple[str, ...] = ("unlock", "lock", "open", "close", "turn on", "turn off", "change")
    everywhere: str = "in the whole house"


REPLIES: dict[str, Replies] = {
    "en": Replies(),
    "de": Replies(
        confirm="Soll ich das wirklich tun: {what}?",
        confirm_pin="{what}: wie ist die PIN?",
        wrong_pin="Das ist nicht die PIN. Wie ist sie?",
        dropped="Auch das war nicht die PIN. Ich habe alles gelassen, wie es ist.",
        cancelled="Gut, ich lasse es.",
        expired="Das ist zu lange her. Bitte sag es noch einmal.",
        not_yours="Ein Ja nehme ich nur von dem an, der gefragt hat, und dort, wo gefragt wurde.",
        not_allowed="Das braucht eine PIN, und du hast keine.",
        done="Erledigt.",
        failed="Das hat nicht geklappt.",
        failed_part="Das hat nicht geklappt: {names}.",
        home_away="Ich erreiche das Zuhause gerade nicht und habe nichts getan.",
        no_model="Darüber kann ich gerade nicht nachdenken: mein Sprachmodell antwortet nicht.",
        too_slow="Das dauert mir zu lange. Bitte versuch es noch einmal, oder frag nach weniger.",
        nothing_said="Darauf habe ich keine Antwort.",
        not_done="Ich habe noch nichts getan. Bitte sag mir genau, was ich tun soll.",
        correction="Ich muss mich berichtigen: ich habe nichts getan.",
        gave_up="Das konnte ich nicht zu Ende bringen.",
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
        verbs=("aufschließen", "abschließen", "öffnen", "schließen", "einschalten", "ausschalten", "ändern"),
        everywhere="im ganzen Haus",
    ),
    "es": Replies(
        confirm="¿De verdad hago esto: {what}?",
        confirm_pin="{what}: ¿cuál es el PIN?",
        wrong_pin="Ese no es el PIN. ¿Cuál es?",
        dropped="Tampoco era el PIN. Lo he dejado todo como está.",
        cancelled="Lo dejo como está.",
        expired="Ha pasado demasiado tiempo. Dímelo otra vez.",
        not_yours="Solo acepto un sí de quien lo pidió, y donde lo pidió.",
        not_allowed="Eso requiere un PIN, y no tienes ninguno.",
        done="Hecho.",
        failed="No ha funcionado.",
        failed_part="No ha funcionado: {names}.",
        home_away="Ahora no puedo conectar con la casa, así que no he hecho nada.",
        no_model="Ahora no puedo pensar en eso: mi modelo de lenguaje no responde.",
        too_slow="Tardo demasiado en eso. Inténtalo otra vez, o pide menos.",
        nothing_said="No tengo respuesta a eso.",
        not_done="Todavía no he hecho nada. Dime exactamente qué debo hacer.",
        correction="Debo corregirme: no he hecho nada.",
        gave_up="No he podido terminarlo.",
        remembered="Lo recordaré.",
        not_remembered="Ahora no puedo recordar nada.",
        forgotten="Lo he olvidado.",
        one_by_one="Olvido las cosas de una en una. Quien me administra puede borrarlo todo a la vez.",
        which_fact="Recuerdo varias cosas así. ¿Cuál es?",
        nothing_known="No recuerdo nada de eso.",
        nothing_to_tell="Todavía no he hecho nada en esta conversación.",
        why="Dijiste «{text}». {how}",
        why_grammar="Por sus palabras lo entendí como una orden: {actions}.",
        why_model="Respondió el modelo de lenguaje y pidió: {actions}.",
        why_talk="No había ninguna orden, así que solo respondí.",
        verbs=("desbloquear", "bloquear", "abrir", "cerrar", "encender", "apagar", "cambiar"),
        everywhere="en toda la casa",
    ),
    "fr": Replies(
        confirm="Dois-je vraiment faire cela : {what} ?",
        confirm_pin="{what} : quel est le code ?",
        wrong_pin="Ce n'est pas le code. Quel est-il ?",
        dropped="Ce n'était pas non plus le code. J'ai tout laissé en l'état.",
        cancelled="Je laisse tout en l'état.",
        expired="C'était il y a trop longtemps. Redis-le, s'il te plaît.",
        not_yours="Je n'accepte un oui que de la personne qui l'a demandé, là où elle l'a demandé.",
        not_allowed="Il faut un code pour cela, et tu n'en as pas.",
        done="C'est fait.",
        failed="Cela n'a pas marché.",
        failed_part="Cela n'a pas marché : {names}.",
        home_away="Je n'arrive pas à joindre la maison, je n'ai donc rien fait.",
        no_model="Je ne peux pas y réfléchir pour l'instant : mon modèle de langue ne répond pas.",
        too_slow="Cela me prend trop de temps. Réessaie, ou demande moins.",
        nothing_said="Je n'ai pas de réponse à cela.",
        not_done="Je n'ai encore rien fait. Dis-moi exactement ce que je dois faire.",
        correction="Je dois me corriger : je n'ai rien fait.",
        gave_up="Je n'ai pas pu aller au bout.",
        remembered="Je m'en souviendrai.",
        not_remembered="Je ne peux rien retenir pour l'instant.",
        forgotten="Je l'ai oublié.",
        one_by_one="J'oublie les choses une par une. La personne qui me gère peut tout effacer d'un coup.",
        which_fact="Je me souviens de plusieurs choses de ce genre. Laquelle ?",
        nothing_known="Je ne me souviens de rien à ce sujet.",
        nothing_to_tell="Je n'ai encore rien fait dans cette conversation.",
        why="Tu as dit « {text} ». {how}",
        why_grammar="À ces mots, j'ai compris un ordre : {actions}.",
        why_model="Le modèle de langue a répondu et demandé : {actions}.",
        why_talk="Il n'y avait pas d'ordre, j'ai donc seulement répondu.",
        verbs=("déverrouiller", "verrouiller", "ouvrir", "fermer", "allumer", "éteindre", "changer"),
        everywhere="dans toute la maison",
    ),
    "it": Replies(
        confirm="Devo davvero farlo: {what}?",
        confirm_pin="{what}: qual è il PIN?",
        wrong_pin="Non è il PIN. Qual è?",
        dropped="Neanche questo era il PIN. Ho lasciato tutto com'è.",
        cancelled="Va bene, lascio tutto com'è.",
        expired="È passato troppo tempo. Dimmelo di nuovo.",
        not_yours="Accetto un sì solo da chi l'ha chiesto, e dove l'ha chiesto.",
        not_allowed="Serve un PIN, e tu non ne hai.",
        done="Fatto.",
        failed="Non ha funzionato.",
        failed_part="Non ha funzionato: {names}.",
        home_away="Adesso non raggiungo la casa, quindi non ho fatto nulla.",
        no_model="Adesso non posso pensarci: il mio modello linguistico non risponde.",
        too_slow="Ci metto troppo. Riprova, o chiedi di meno.",
        nothing_said="Non ho una risposta.",
        not_done="Non ho ancora fatto nulla. Dimmi esattamente che cosa devo fare.",
        correction="Devo correggermi: non ho fatto nulla.",
        gave_up="Non sono riuscito a finire.",
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
        verbs=("sbloccare", "bloccare", "aprire", "chiudere", "accendere", "spegnere", "cambiare"),
        everywhere="in tutta la casa",
    ),
    "nl": Replies(
        confirm="Zal ik dit echt doen: {what}?",
        confirm_pin="{what}: wat is de pincode?",
        wrong_pin="Dat is niet de pincode. Wat is die wel?",
        dropped="Ook dat was niet de pincode. Ik heb alles gelaten zoals het is.",
        cancelled="Goed, ik laat het zo.",
        expired="Dat is te lang geleden. Zeg het nog eens.",
        not_yours="Een ja neem ik alleen aan van wie het vroeg, en waar het gevraagd werd.",
        not_allowed="Daar is een pincode voor nodig, en die heb je niet.",
        done="Klaar.",
        failed="Dat is niet gelukt.",
        failed_part="Dat is niet gelukt: {names}.",
        home_away="Ik kan het huis nu niet bereiken en heb niets gedaan.",
        no_model="Daar kan ik nu niet over nadenken: mijn taalmodel antwoordt niet.",
        too_slow="Dat duurt me te lang. Probeer het nog eens, of vraag minder.",
        nothing_said="Daar heb ik geen antwoord op.",
        not_done="Ik heb nog niets gedaan. Zeg me precies wat ik moet doen.",
        correction="Ik moet me verbeteren: ik heb niets gedaan.",
        gave_up="Dat kon ik niet afmaken.",
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
        verbs=("ontgrendelen", "vergrendelen", "openen", "sluiten", "aanzetten", "uitzetten", "veranderen"),
        everywhere="in het hele huis",
    ),
}

_ENGLISH = Replies()


def replies(language: str) -> Replies:
    """Return the sentences in a language, in English where it has none."""
    return REPLIES.get(language, _ENGLISH)

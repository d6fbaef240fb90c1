"""French."""

# ruff: noqa: E501 - tables of words, which lines of one kind keep readable

from __future__ import annotations

from wyoming_morgan.agent.language.asking import fr as asking
from wyoming_morgan.agent.language.covers import CoverWords
from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.language.delays import DelayWords
from wyoming_morgan.agent.language.digits import fr as digits
from wyoming_morgan.agent.language.free_text import fr as free_text
from wyoming_morgan.agent.language.guarded import GuardedWords
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.lasting import fr as lasting
from wyoming_morgan.agent.language.naming import fr as naming
from wyoming_morgan.agent.language.replies import Replies, Verbs
from wyoming_morgan.agent.language.states import fr as states
from wyoming_morgan.agent.language.telling import fr as telling
from wyoming_morgan.agent.language.words import Words, word_set

LANGUAGE = Language(
    tag="fr",
    words=Words(
        joining=word_set("et puis ensuite aussi") | {"ainsi que"},
        articles=word_set("le la les l' mon ma mes notre nos"),
        kinds=word_set(
            "dans de du des d l à au aux sur scène script lumière lumières lampe lampes éclairage"
        ),
        both=(("à la fois", "et"),),
        halves=(
            "et demi",
            "et demie",
        ),
        decimal_points=word_set("virgule"),
        amounts=(
            ("d'une heure et demie", "de 90 minutes"),
            ("une demi-minute", "30 secondes"),
            ("d'un degré et demi", "de 1.5 degrés"),
            ("un degré et demi", "1.5 degrés"),
            ("d'une demi-heure", "de 30 minutes"),
            ("d'un quart d'heure", "de 15 minutes"),
            ("de trois quarts d'heure", "de 45 minutes"),
            ("une demi-heure", "30 minutes"),
            ("un quart d'heure", "15 minutes"),
            ("trois quarts d'heure", "45 minutes"),
            ("une heure et demie", "90 minutes"),
            ("à la moitié", "à 50 %"),
            ("à un tiers", "à 33 %"),
            ("à un quart", "à 25 %"),
        ),
        elided=(("d", "de"),),
        never_named=word_set(
            """
            votre vos demain hier aujourd'hui sauf excepté lorsque dès avant après pendant jusqu'à sinon
            je j'ai tu il elle on nous vous ils elles me te se moi toi lui qui que quoi
            quand où comment pourquoi quel quelle quels quelles est-ce est sont suis es
            était a ai as ont peux peut peut-on dois un une et ou mais si parce pas ne
            jamais tout toute tous toutes chaque maintenant ici là s'il plaît ce cette ces
            ça c'est qu'est-ce
            """
        ),
        floors=("rez-de-chaussée", "premier étage", "deuxième étage"),
        spellings=(
            *(("pourcents", "pour cent"), ("demie heure", "demi-heure"), ("demie-heure", "demi-heure")),
            *(("une minuterie", "un minuteur"), ("un timer", "un minuteur"), ("timer", "minuteur")),
        ),
        rewordings=(
            *(
                ("a", "à"),
                ("ou", "où"),
                ("sommes nous", "sommes-nous"),
                ("est on", "est-on"),
                ("est il", "est-il"),
            ),
            *(("allumez", "allumer"), ("allumes", "allume"), ("éteignez", "éteins"), ("fermez", "fermer")),
            *(("ouvrez", "ouvre"), ("mettez", "mets"), ("montez", "monter"), ("baissez", "baisser")),
            *(("lancez", "lance"), ("ajoutez", "ajoute"), ("réglez", "règle"), ("arrêtez", "arrête")),
        ),
        everything=word_set("tout tous"),
    ),
    cues=Cues(
        yes=r"(?:oui|ouais|ouaip|mais oui|si|ok|okay|d'accord|d accord|bien sûr|bien entendu|évidemment|"
        r"absolument|certainement|tout à fait|carrément|sans problème|entendu|parfait|vas-y|"
        r"vas y|allez-y|allez|fais-le|fais le|faites-le|exact|exactement|c'est ça|je confirme|"
        r"confirmé|confirme|je suis sûre?|volontiers|avec plaisir)",
        no=r"(?:non|nan|non merci|surtout pas|laisse(?: tomber)?|annule|arrête|stop|ne le fais pas|"
        r"ne fais pas ça|pas du tout|pas maintenant|bien sûr que non|certainement pas|absolument pas|"
        r"jamais)",
        filler=r"(?:euh+|heu|hm+|mhm|ah|oh|ben|bah|bon|alors|donc|maintenant|s'il (?:te|vous) pla[iî]t|"
        r"merci|hé|morgan|et|vraiment|bien|juste)",
        extra=r"(?:euh+|heu|hm+|mhm|ah|oh|ben|bon|bah|alors|donc|ok|okay|d'accord|maintenant|tout de suite|"
        r"immédiatement|à nouveau|de nouveau|encore|encore une fois|s'il te plaît|s'il vous plaît|"
        r"s'il te plait|s'il vous plait|merci|au revoir|bonjour|dis morgan|merci beaucoup|merci bien|pour moi|je te prie|"
        r"alexa|siri|hey siri|ok(?:ay)? google|hey google|computer|jarvis|hey jarvis|ok(?:ay)? nabu|"
        r"hey nabu|hey mycroft|hey morgan|ok(?:ay)? morgan|morgan|hey)",
        opens=r"(?:ouvre|ouvre-la|ouvre-le|ouvre la|ouvre le|ouvrir|déverrouille|déverrouille-la|déverrouille-le|"
        r"déverrouiller|désarme|désarme-la)",
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
        r"|^\W*+(?:(?:ok|d'accord)\W*+)?(?:c'est fait|voilà|fait)\b|\bj'(?:allume|éteins|ouvre|ajoute)|\bje (?:ferme|mets|règle|verrouille)",
        closing=r"\bautre chose\b|\bquoi d['\u2019]autre\b|\bn['\u2019]est-ce pas\W*$|,\s*non\W*$",
        declines=r"\b(?:ne (?:peux|pouvais|sais|trouve|vois|comprends|connais|suis)|n'ai|n'arrive|n'existe|n'est|n'a|n'y a|n'ont|ne (?:sont|fonctionne|répond)) "
        r"(?:\w+ ){0,2}(?:pas|rien|aucun\w*)|\b(?:impossible|échoué|aucun\w* \w+|il y a (?:deux|trois|plusieurs)|plusieurs|peux-tu préciser|"
        r"précise|dis-moi (?:quel|où|ce)|besoin de savoir|je ne peux)\b",
        done=r"[\u2713\u2714\u2705\u2611\U0001f44d]|\b(?:c'est (?:fait|bon|parti|réglé)|voilà|tout est (?:prêt|réglé|fait)|pas de problème|ça marche)\b|"
        r"\b(?:est|sont|devrait être) (?:(?:maintenant|déjà|désormais|bien|à nouveau) )*(?:allumé|éteint|ouvert|fermé|verrouillé|déverrouillé|"
        r"activé|désactivé|lancé|réglé|en marche|prêt|ajouté|programmé)|"
        r"\b(?:minuteur|alarme|lumière|lampe|porte|musique) (?:allumé|éteint|ouvert|fermé|lancé|réglé|programmé)",
        wish=r"^(?!.*\b(?:savoir|apprendre|parler|comprendre|expliquer?|acheter|demander|raconter?|histoire)\b).*"
        r"\b(?:(?:je|on|nous) (?:veux|veut|voulons|voudrais|voudrait|voudrions|souhait\w*|préfér\w*|préfèr\w*)|j['\u2019](?:aimerais|ai besoin)|"
        r"(?:on a|nous avons) besoin|il (?:me |nous )?fau(?:t|drait)|soit|soient|(?:doit|doivent|devrait|devraient) être|"
        r"serait (?:bien|mieux|bon|agréable)|trop (?:sombre|clair|lumineux|froid|chaud|fort|bruyant|bas))\b",
        optative=r"que (?:(?:la|le|les) |l['\u2019])\w+ soi(?:t|ent)\b",
        state=r"^(?!.*\b(?:est|sont|était|étaient)\b).*\b(?:allumée?s?|éteinte?s?|ouverte?s?|fermée?s?|(?:plus|moins) (?:forte?|basse?|bas|"
        r"haute?|claire?|chaude?|froide?|sombre|lumineu(?:x|se)|douce?))(?:,? (?:s['\u2019]il (?:te|vous) plaît|maintenant))*+\W*+$",
        kinds=r"\b(?:lumières?|lampes?|chauffage|thermostat|température|ventilateur|volets?|stores?|rideaux?|portes?|fenêtres?|serrure|garage|portail|"
        r"télé\w*|enceinte|musique|chanson|volume|radio|minuteur|alarme|réveil|liste|aspirateur|prise|scène)\b",
        remember=r"(?:souviens-toi|rappelle-toi|retiens|n'oublie pas|note)(?: que| qu'|:)? ?(.+)",
        forget=r"oublie(?: que| ce que j'ai dit sur|:)? (?!ça$|cela$)(.+)",
        recall=r"(?:que sais-tu|de quoi te souviens-tu|te souviens-tu)(?: (?:sur|de|du) (.+))?",
        why=r"pourquoi(?: (?:as-tu fait|tu as fait|as-tu dit) (?:ça|cela)| ça| cela)?"
        r"|qu'est-ce que tu (?:as|viens de) (?:fait|faire)|qu'as-tu fait",
        said=r"qu'est-ce que (?:j'ai|je viens de) (?:dit|dire)|qu'ai-je dit",
        undo=r"annule (?:ça|cela|ce que tu (?:as fait|viens de faire))|défais (?:ça|cela)|reviens en arrière|remets comme avant",
        too=r"(?:et aussi|et|aussi) (?!puis\b|que\b|comment\b)(.+?)(?: aussi| également)?|(.+?) (?:aussi|également)"
        r"|(?:et pour|qu'en est-il de) (.+)|(?:pareil|la même chose) (?:pour|dans|avec) (.+)",
        it=r"\b(?:ça|cela)\b|(?<=-)(?:la|le|les)\b",
        again=r"(?<!\s)\s++(?:à nouveau|de nouveau|encore)$|^et |^puis ",
        other=r"(?:non,? )?(?:et |aussi )?l'autre(?: aussi| également)?",
        places=r"(?:dans |en |au |à |la |le |les |l')*+",
        digits="zéro un deux trois quatre cinq six sept huit neuf",
        other_digits="0 zero 1 une",
        number=r"(?:zéro|zero|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|"
        r"vingts?|trente|quarante|cinquante|soixante|septante|huitante|octante|nonante|cents?|mille|et|double)",
    ),
    digits=digits.WORDS,
    states=states.WORDS,
    naming=naming.WORDS,
    telling=telling.WORDS,
    asking=asking.WORDS,
    lasting=lasting.WORDS,
    replies=Replies(
        understood="J'ai compris « {text} », mais aucune maison n'est reliée à moi ici.",
        which_room="Dans quelle pièce ?",
        which_one="Tu veux dire {names} ?",
        which_place="{name} : {places} ?",
        one_of_many="Lequel veux-tu dire ? Dis-moi son nom ou sa pièce.",
        elsewhere="Je n'ai rien fait : {name} se trouve ici : {place}.",
        confirm="Dois-je vraiment faire cela : {what} ?",
        offer="Dois-je jouer « {what} » ?",
        confirm_pin="{what} : quel est le code ?",
        wrong_pin="Ce n'est pas le code. Quel est-il ?",
        dropped="Ce n'était pas non plus le code. J'ai tout laissé en l'état.",
        paused="Il y a eu trop de codes faux. Réessaie plus tard.",
        cancelled="Je laisse tout en l'état.",
        expired="C'était il y a trop longtemps. Redis-le, s'il te plaît.",
        doubtful="Je n'arrive pas à savoir si on y a déjà répondu. Redis-le, s'il te plaît.",
        not_yours="Je n'accepte un oui que de la personne qui l'a demandé, là où elle l'a demandé.",
        not_allowed="Il faut un code pour cela, et tu n'en as pas.",
        done="C'est fait.",
        failed="Cela n'a pas marché.",
        failed_part="Cela n'a pas marché : {names}.",
        done_part="C'est fait : {names}.",
        partly="Une partie n'a pas marché.",
        home_away="Je n'arrive pas à joindre la maison, je n'ai donc rien fait.",
        level_unknown="Je ne sais pas sur quoi c'est réglé en ce moment, je n'ai donc rien changé.",
        no_model="Je ne peux pas y réfléchir pour l'instant : mon modèle de langue ne répond pas.",
        too_slow="Cela me prend trop de temps. Réessaie, ou demande moins.",
        nothing_said="Je n'ai pas de réponse à cela.",
        not_done="Je n'ai encore rien fait. Dis-moi exactement ce que je dois faire.",
        correction="Je dois me corriger : je n'ai rien fait.",
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
        delays=DelayWords(
            "maintenant",
            "dans {time}",
            ("heure", "heures"),
            ("minute", "minutes"),
            ("seconde", "secondes"),
            "et",
            ("au bout de",),
            ("après",),
        ),
        verbs=Verbs(
            unlock="déverrouiller",
            lock="verrouiller",
            open="ouvrir",
            close="fermer",
            turn_on="allumer",
            turn_off="éteindre",
            change="changer",
            remember="retenir",
            forget="oublier",
        ),
        said="Tu as dit « {text} ».",
        not_undone="Je ne peux pas annuler cela de moi-même. Dis-moi ce que je dois faire.",
        everywhere="dans toute la maison",
    ),
    free_text=free_text.WORDS,
    covers=CoverWords(
        words={
            "garage": word_set("garage"),
            "gate": word_set("portail"),
            "door": word_set("porte"),
        },
    ),
    guarded=GuardedWords(
        access=word_set(
            """
            alarme* baievitrée barrière* cadenas coffre* coffrefort digicode* désarm* déverrouill* garage*
            grillage* grille grilles gâche* interphone* loquet* portail* porte portefenêtre portes
            portillon* rideaumétallique serrure* sirène* trappe* verrou* visiophone*
            """
        ),
        heat=word_set(
            """
            barbecue* chaudière* chauffage* chauffe* cheminée* convecteur* cuisinière* cuisson* cumulus four
            fours friteuse* gazinière* induction plaque* poêle* radiateur* robinet* sauna* vanne*
            électrovanne*
            """
        ),
        opening=word_set("désarm* déverrouill* ouvr*"),
        ways=word_set("allée* entrée*"),
        harmless=word_set(
            """
            caméra* capteur* carillon congélateur musique radio réveil serviettes sonnette* ventilateur*
            """
        ),
        lights=word_set("ampoule* éclairage* lampe* lumière*"),
        beside=word_set("au aux d de des devant du l la le les pour à"),
        joining=word_set("et puis"),
    ),
)

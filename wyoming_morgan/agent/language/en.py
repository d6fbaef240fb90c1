"""English."""

# ruff: noqa: E501 - tables of words, which lines of one kind keep readable

from __future__ import annotations

from wyoming_morgan.agent.language.asking import en as asking
from wyoming_morgan.agent.language.covers import CoverWords
from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.language.delays import DelayWords
from wyoming_morgan.agent.language.digits import en as digits
from wyoming_morgan.agent.language.free_text import en as free_text
from wyoming_morgan.agent.language.guarded import GuardedWords
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.lasting import en as lasting
from wyoming_morgan.agent.language.naming import en as naming
from wyoming_morgan.agent.language.replies import Replies, Verbs
from wyoming_morgan.agent.language.states import en as states
from wyoming_morgan.agent.language.telling import en as telling
from wyoming_morgan.agent.language.words import Words, word_set

LANGUAGE = Language(
    tag="en",
    words=Words(
        joining=word_set("and then also") | {"as well as"},
        articles=word_set("the my our"),
        kinds=word_set("in of at scene script light lights lamp lamps fan fans switch device"),
        particles=word_set("on off"),
        both=(("both", "and"),),
        halves=("and a half",),
        decimal_points=word_set("point"),
        amounts=(
            ("a half an hour", "30 minutes"),
            ("for a half hour", "for 30 minutes"),
            ("half an hour", "30 minutes"),
            ("half hour", "30 minute"),
            ("a quarter of an hour", "15 minutes"),
            ("quarter of an hour", "15 minutes"),
            ("three quarters of an hour", "45 minutes"),
            ("an hour and a half", "90 minutes"),
            ("half a minute", "30 seconds"),
            ("to a third", "to 33 percent"),
            ("to a half", "to 50 percent"),
            ("to half", "to 50 percent"),
            ("to a quarter", "to 25 percent"),
            ("to three quarters", "to 75 percent"),
            ("half way", "50 percent"),
            ("an hour", "1 hour"),
            ("a minute", "1 minute"),
        ),
        never_named=word_set(
            """
            except unless until till whenever after before while once later
            i i'm i've i'll you you're your he he's she she's it it's its we we're they
            they're me him her us them his their this that that's these those what what's
            who who's whom whose which when where where's why how how's is are am was were
            be been being isn't aren't wasn't do does did don't didn't doesn't have has had
            will would won't can can't could should shouldn't may might must shall let let's
            get got go going a an the my our and or but if because so not no never all every
            everything everyone everybody anyone anything something someone somebody nothing
            any some now then here there please about for from with without of to into by as
            than too very just like on off at in out up down yourself myself tomorrow today
            tonight yesterday sometimes always
            """
        ),
        floors=(
            *("upstairs", "downstairs", "ground floor", "top floor"),
            *("first floor", "second floor", "third floor"),
        ),
        spellings=(
            ("colour", "color"),
            ("per cent", "percent"),
            ("pct", "percent"),
            ("deg", "degrees"),
            ("tee vee", "TV"),
        ),
        rewordings=(
            ("play the next song", "next song"),
            ("play the next track", "next track"),
            ("play the previous song", "previous song"),
            ("play the previous track", "previous track"),
        ),
        everything=word_set("everything all"),
    ),
    cues=Cues(
        yes=r"(?:yes|yeah|yep|yup|yes sir|aye|sure thing|for sure|surely|sure|absolutely|definitely|"
        r"certainly|ok|okay|okey|alright|all right|fine|great|perfect|of course|by all means|"
        r"correct|right|exactly|indeed|affirmative|confirm(?:ed)?|i confirm|go ahead|go for it|"
        r"do so|do it|do that|please do|i do|i am sure|i'm sure|that's right|you may|yes you may|"
        r"sounds good|make it so|let's do it|i want that|i want you to)",
        no=r"(?:no|nope|nah|no way|no thanks|no thank you|don't|do not|please don't|stop|cancel|cancel that|"
        r"cancel it|never ?mind|forget it|forget that|leave it|leave that|rather not|better not|"
        r"not now|absolutely not|certainly not|definitely not|of course not|don't do (?:it|that))",
        filler=r"(?:um+|uh+|uhm|er|erm|hm+|mm+|mhm|ah|oh|well|so|then|just|now|please|thanks|thank you|"
        r"kindly|hey|morgan|and|really|very|much|you can|actually)",
        extra=r"(?:um+|uh+|uhm|er+m?|hm+|mm+|ah|oh|well|so|ok|okay|alright|all right|now|"
        r"please|kindly|thanks|thank you|thanks a lot|many thanks|thank you very much|thank you so much|"
        r"cheers|right now|right away|straight away|immediately|at once|again|once more|for me|"
        r"would you|will you|if you please|if you would|i said|alexa|siri|hey siri|ok(?:ay)? google|"
        r"bye|bye bye|goodbye|hey google|computer|jarvis|hey jarvis|ok(?:ay)? nabu|hey nabu|hey mycroft|hey morgan|"
        r"ok(?:ay)? morgan|morgan|hey)",
        opens=r"(?:open up|open it|open|unlock it|unlock|do it|it|that|disarm it|disarm|let them in|"
        r"let him in|let her in)",
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
        r"|^\W*+(?:(?:ok(?:ay)?|alright|all right|sure|right)\W*+)?(?:done|all set|turned|switched|opened|closed|locked|"
        r"unlocked|added|removed|dimmed)\b"
        r"|^\W*+(?:(?:ok(?:ay)?|alright|sure)\W*+)?(?:i'm |i am |i'll |i will )?(?:now |just )?(?:turning|switching|opening|"
        r"closing|locking|unlocking|setting|starting|stopping|dimming|adding|removing|activating|disarming|arming)\b",
        closing=r"\b(?:any|some)thing else\b|\bwhat else can I\b|,\s*(?:is|are|was|were|do|does|did|has|have|can|could|will|"
        r"would|should)(?:n['\u2019]t)? (?:it|you|they|he|she|we|that)\W*$",
        declines=r"\b(?:can't|cannot|can not|couldn't|could not|unable to|not able to|won't|(?:do not|don't) (?:have|know|see|think|"
        r"understand|find|recogni[sz]e|support)|(?:didn't|did not) (?:find|understand|do|work|catch|get|turn)|haven't|have not|"
        r"(?:doesn't|does not) (?:exist|support|seem|work|respond|answer)|there(?:'s| is| are|'re) (?:no|two|three|several)|"
        r"(?:is|are|was|were)(?:n't| not) (?:available|supported|connected|reachable|possible|found|able|allowed|responding|"
        r"configured|clear|sure|something)|'m not (?:sure|able|allowed)|failed to|need to know|need more|"
        r"please (?:tell|say|specify|clarify|try|confirm|provide|choose)|tell me (?:which|what|where)|"
        r"let me know (?:which|what|where)|impossible|no (?:such|matching)|found (?:two|three|several)|more than one)\b",
        done=r"[\u2713\u2714\u2705\u2611\U0001f44d]|\b(?:all (?:done|set|good)|there you go|here you go|consider it done|taken care of|as you wish|"
        r"you got it|on it|it's done|it is done|that's done|job done|mission accomplished|done)\b|"
        r"\b(?:is|are|it's|they're|should be) (?:(?:now|already|all|back|currently|probably) )*(?:on|off|open(?:ed)?|closed|shut|locked|"
        r"unlocked|running|playing|paused|armed|disarmed|muted|dimmed|set|started|stopped|added|removed|cancell?ed|turned)\b|"
        r"\b(?:timer|alarm|reminder|lights?|door|lamp|music) (?:set|started|added|turned|switched|opened|closed|locked|unlocked|on|off)\b|"
        r"\bi(?:'ll| will|'m going to) (?:remind|wake|turn|switch|set|open|close|lock|unlock|add|start|play)\b",
        wish=r"^(?!.*\b(?:know|hear about|ask|talk|tell|explain|understand|learn|find out|discuss|buy|history|story)\b).*"
        r"\b(?:(?:i|we) (?:really |just |only |also |now )?(?:want|need|require|wish|prefer|could use|can use|could do with)|"
        r"(?:i|we)(?:['\u2019]d| would) (?:really |rather |much |also )?(?:like|love|prefer|rather|appreciate|want)|should|must|ought to|"
        r"(?:has|have|needs?) to be|needs? (?:more|less)|had better|would be (?:nice|great|good|lovely|better)|(?:let|may) there be|"
        r"too (?:dark|dim|bright|hot|warm|cold|cool|chilly|loud|quiet|noisy))\b",
        optative=r"may there be\b",
        state=r"^(?!.*(?:\b(?:is|are|was|were|goes|go|went|comes|come|came|hold|carry|later|so)|['\u2019]s)\b).*\b(?:on|off|open|closed|shut|"
        r"locked|unlocked|up|down|brighter|darker|dimmer|warmer|cooler|colder|hotter|louder|quieter|softer|higher|lower)"
        r"(?:,? (?:please|now|again|a bit|a little))*+\W*+$",
        kinds=r"\b(?:lights?|lamps?|heat(?:ing|er)?|thermostat|temperature|fans?|blinds?|curtains?|shutters?|doors?|windows?|locks?|garage|"
        r"gate|tv|television|speakers?|music|songs?|volume|radio|timers?|alarms?|reminders?|lists?|vacuum|mower|plug|outlet|"
        r"scene|bright\w*|darker|warm\w*|cool\w*|louder|quieter)\b",
        remember=r"(?:please )?(?:remember|keep in mind|don't forget|do not forget|note)(?: that|:)? "
        r"(?!to |when |what |where |who |how |me)(.+)",
        forget=r"(?:please )?forget(?: that| about| what i said about|:)? (?!it$|it,|that$|this$|about it)(.+)",
        recall=r"(?:what do you (?:remember|know)|what did i tell you|do you remember)(?: about (.+)| (?:anything|me))?",
        why=r"why (?:did|have) you (?:just )?(?:do|done|say|said|go|gone) (?:that|this|so|it|there)(?: just now)?|"
        r"why was that|what was that for|why did that happen|why"
        r"|what did you (?:just )?do(?: just now)?|what have you (?:just )?done",
        said=r"what did i (?:just )?say(?: just now)?|what have i (?:just )?said",
        undo=r"(?:please )?(?:undo (?:that|it|this)|undo|take (?:that|it) back|reverse that|revert that|put it back (?:as|how|like) it was)",
        too=r"(?:and|also|then|now)(?: also)? (?!then\b|now\b|what\b|how\b|why\b|when\b)(.+?)(?:,? (?:too|also|as well))?"
        r"|(.+?),? (?:too|as well|also)|(?:what|how) about (.+)|and what about (.+)|same (?:for|in|with) (.+)"
        r"|(?:do )?the same (?:for|in|with) (.+)",
        it=r"\b(?:it|them|that one|that|those)\b",
        again=r",?(?<!\s)\s++(?:again|back|once more)$|^(?:and |now |then )++",
        other=r"(?:no,? )?(?:and |also |not that one,? |i meant? )?the other(?: one)?(?: too| as well| also)?",
        places=r"(?:in |on |the |at the )*+",
        digits="zero one two three four five six seven eight nine",
        other_digits="0 oh 0 o",
        number=r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
        r"sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|"
        r"thousand|double|triple)",
    ),
    digits=digits.WORDS,
    states=states.WORDS,
    naming=naming.WORDS,
    telling=telling.WORDS,
    asking=asking.WORDS,
    lasting=lasting.WORDS,
    replies=Replies(
        understood="I understood “{text}”, but no home is connected to me here.",
        which_room="In which room?",
        which_one="Do you mean {names}?",
        which_place="{name}: in {places}?",
        one_of_many="Which one do you mean? Please say its name or its room.",
        elsewhere="I did nothing: {name} is in {place}.",
        confirm="Shall I really do this: {what}?",
        offer="Shall I play “{what}”?",
        confirm_pin="{what}: what is the PIN?",
        wrong_pin="That is not the PIN. What is it?",
        dropped="That was not the PIN either. I have left everything as it is.",
        paused="There were too many wrong PINs. Please try again later.",
        cancelled="I will leave it as it is.",
        expired="That was too long ago. Please say it again.",
        doubtful="I cannot find out whether that was answered already. Please say it again.",
        not_yours="I only accept a yes from the person I asked, and where I asked.",
        not_allowed="That needs a PIN, and you have none.",
        done="Done.",
        failed="That did not work.",
        failed_part="That did not work: {names}.",
        done_part="Done: {names}.",
        partly="Part of it did not work.",
        home_away="I cannot reach the home at the moment, so I did nothing.",
        level_unknown="I do not know what that is set to at the moment, so I have changed nothing.",
        no_model="I cannot think about that at the moment: my language model does not answer.",
        too_slow="That is taking too long. Please try again, or ask for less.",
        nothing_said="I have no answer to that.",
        not_done="I have not done anything yet. Please tell me what exactly I should do.",
        correction="I have to correct myself: I have not done anything.",
        remembered="I will remember that.",
        not_remembered="I cannot remember anything at the moment.",
        forgotten="I have forgotten that.",
        one_by_one="I forget things one by one. My administrator can delete everything at once.",
        which_fact="I remember several such things. Which one do you mean?",
        nothing_known="I do not remember anything about that.",
        nothing_to_tell="I have not done anything in this conversation yet.",
        why="You said “{text}”. {how}",
        why_grammar="I took those words for a command: {actions}.",
        why_model="The language model answered, and asked for: {actions}.",
        why_talk="That was not a command, so I only answered.",
        delays=DelayWords(
            *("now", "in {time}", ("hour", "hours"), ("minute", "minutes"), ("second", "seconds"), "and"),
            openings=("after",),
        ),
        verbs=Verbs(
            unlock="unlock",
            lock="lock",
            open="open",
            close="close",
            turn_on="turn on",
            turn_off="turn off",
            change="change",
            remember="remember",
            forget="forget",
        ),
        said="You said “{text}”.",
        not_undone="I cannot undo that by myself. Please tell me what I should do.",
        everywhere="in the whole house",
    ),
    free_text=free_text.WORDS,
    covers=CoverWords(
        words={
            "garage": word_set("garage"),
            "gate": word_set("gate"),
            "door": word_set("door"),
        },
        parts={"garage": "garage"},
    ),
    guarded=GuardedWords(
        access=word_set(
            """
            alarm* arm armed arming backdoor backgate barrier burglar* buzzer* catflap* deadbolt* disarm*
            dogflap* door doorlock* doors doors* electricstrike frontdoor frontgate garage garagedoor
            garages gardengate gate gates hatch hatches intercom* keypad* latch* lock locked locking locks
            maingate nuki* padlock* securitysystem sidegate siren* trapdoor* unlatch* unlock* vault*
            """
        ),
        heat=word_set(
            """
            barbecue* bbq boiler* boilers cooker cookers cooktop* firepit* fireplace* fryer* furnace* grill*
            heater* heating heatlamp* hob hobs hotplate* hottub* igniter* ignition kiln* oven ovens preheat*
            radiator* sauna* shutoff* stove stoves valve valves watermain
            """
        ),
        opening=word_set("disarm* open opened opener opening opens release* unlatch* unlock*"),
        ways=word_set("driveway entrance* entry entryway hallway lobby"),
        harmless=word_set(
            """
            bell bells cam camera cameras chime chimes clock doorbell* fan fans freezer fridge music radio
            sensor sensors speaker speakers towel towels
            """
        ),
        lights=word_set("bulb bulbs lamp lamps lantern lanterns led leds light lighting lights"),
        beside=word_set("above at by for in of on the"),
        joining=word_set("and then"),
    ),
)

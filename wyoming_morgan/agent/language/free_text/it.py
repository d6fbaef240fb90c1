"""What tells a command from free text in Italian."""

from wyoming_morgan.agent.language.free_text.words import FreeTextWords
from wyoming_morgan.agent.language.words import word_set

WORDS = FreeTextWords(
    play=word_set("riproduci riprodurre suona suonare ascolta ascoltare"),
    player=word_set(
        """
        pausa play stop riprendi prossima prossimo successiva successivo precedente avanti
        indietro muto volume canzone brano traccia
        """
    ),
    running=frozenset({"in funzione", "in moto", "in marcia", "in azione"}),
    tasks=word_set("timer sveglia sveglie allarme promemoria ricordami conto"),
    shopping=word_set("spesa shopping"),
    some=word_set("un uno una"),
    moments=word_set("a alle all per tra fra di da domani oggi mattina sera mezzogiorno mezzanotte"),
    requests=word_set("richiesta comando ordine domanda"),
    lists=word_set("lista liste"),
    kinds=word_set(
        """
        riscaldamento termostato luce luci lampada lampade tapparella tapparelle tenda tende
        persiana porta finestra ventilatore aspirapolvere volume luminosità temperatura
        termosifone condizionatore
        """
    ),
    units=word_set(
        """
        grado gradi percento cento minuto minuti ora ore secondo secondi celsius fahrenheit
        """
    ),
    values=word_set("metà mezzo quarto massimo minimo rosso verde blu giallo bianco caldo freddo"),
    plays=word_set("riproduci riprodurre"),
    media=word_set(
        """
        musica canzone canzoni brano brani traccia pezzo radio stazione canale podcast
        disco dischi album playlist lista artista gruppo cantante film serie programma
        puntata episodio video concerto notizie telegiornale audiolibro ninnananna
        successi
        """
    ),
    openings=word_set(
        """
        con senza contro a ad da dal dalla in nel nella su sul sulla alla al alle ai
        agli per tra fra di giù via fuori dentro sotto sopra avanti indietro dietro
        davanti bene male meglio strano dritto qui qua lì là non mi ti ci vi si ne tuo
        tua tuoi tue vostro vostra vostri vostre suo sua questo questa quello quella
        quel ciò che chi dove come quando se caso fine tutto tutti tutte
        """
    ),
)

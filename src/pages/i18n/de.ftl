language-name = Deutsch
format-date = { $day }.{ $month }.{ $year }
format-thousands = .
format-decimal-sign = ,
format-percent = { $percent }{"\u00A0"}%

app-skip = Zum Inhalt springen
nav-today = Heute
nav-groups = Meine Gruppen
nav-me = Mein Fortschritt
nav-sign-out = Abmelden
live-contributions = { $count ->
    [one] Ein neuer Beitrag
   *[other] { $count } neue Beiträge
}
live-alerts = { $count ->
    [one] ein neuer Hinweis
   *[other] { $count } neue Hinweise
}
live-show = Zeigen
live-roster = Die Teilnehmerliste hat sich geändert.
roster-awaited = Die Teilnehmerliste wird von der Lernplattform geholt
roster-awaited-note = Das dauert selten länger als eine Minute. Die Mitglieder erscheinen hier von selbst, sobald sie da ist.
roster-no-script = In Ihrem Browser laufen keine Skripte, deshalb bleibt diese Seite, wie sie ist:
roster-look = noch einmal nachsehen
roster-failing = Die Teilnehmerliste war von der Lernplattform nicht zu bekommen
roster-stopped = Die Teilnehmerliste wird von der Lernplattform nicht mehr geholt
roster-reason = Grund
roster-as-of = Mitglieder nach dem Stand vom
roster-again = Nächster Versuch
roster-tell = Noch müssen Sie nichts tun: Es wird von selbst wieder versucht, und wer den Link im Kurs öffnet, kann der Gruppe inzwischen beitreten. Bleibt es so, sagen Sie es der Administration von Coachlight; sie findet den Kurs auf der Seite der Lernplattform.
roster-tell-switch-on = Von selbst wird das nicht gut: Sagen Sie es der Administration von Coachlight oder der Lernplattform, damit es dort eingeschaltet wird. Öffnen Sie dann den Link im Kurs noch einmal, einige Minuten nach dem letzten Versuch, und die Liste wird geholt. Wer den Link öffnet, kann der Gruppe inzwischen beitreten.
roster-tell-mend = Von selbst wird das kaum gut: Sagen Sie es der Administration von Coachlight; sie findet den Kurs auf der Seite der Lernplattform. Wer den Link im Kurs öffnet, kann der Gruppe inzwischen beitreten.
roster-tell-stopped = Sagen Sie es der Administration von Coachlight: Sie kann die Lernplattform auf deren Seite wieder zulassen.
search-title = Suchen
search-for = Namen von Personen, Gruppen, Kompetenzen und Beiträgen
search-note = Wortanfänge genügen; Großschreibung und Akzente spielen keine Rolle.
search-found = { $count ->
    [0] Nichts gefunden.
    [one] Ein Treffer
   *[other] { $count } Treffer
}
search-people = Personen ({ $count })
search-groups = Gruppen ({ $count })
search-competencies = Kompetenzen ({ $count })
search-contributions = Beiträge ({ $count })
search-more = { $count ->
    [one] Einen weiteren zeigen
   *[other] { $count } weitere zeigen
}
search-other = Weniger Wörter oder nur der Anfang eines Namens finden vielleicht mehr. Sie finden nur, was Sie sehen dürfen.
search-narrow = Es gibt noch mehr. Schreiben Sie mehr vom Namen.
search-all-kinds = Nach allem suchen
keys-title = Tastatur
keys-search = Suchen
keys-news = Neues zeigen
keys-help = Diese Tasten zeigen
keys-on = Diese Tasten auf diesem Gerät verwenden
keys-close = Schließen

sign-in-title = Anmelden
sign-in-intro = Coachlight zeigt Coaches, wie es ihren Lerngruppen und den Menschen darin geht, und Ihnen Ihren eigenen Fortschritt.
sign-in-button = Mit dem Konto Ihrer Organisation anmelden
sign-in-none = Es ist noch kein Anmeldedienst eingerichtet. Bitten Sie Ihre Administration um einen Einmal-Link (coachlight sign-in-link).

today-title = Heute
today-empty-title = Heute braucht Sie nichts
today-empty = Ihren Gruppen geht es gut: Keine Frage wartet, niemand ist verstummt, kein Gespräch steht an.
today-alerts = { $count ->
    [one] Ein Punkt verdient einen Blick
   *[other] { $count } Punkte verdienen einen Blick
}
today-urgent = { $count ->
    [0] nichts davon ist dringend
    [one] einer davon ist dringend
   *[other] { $count } davon sind dringend
}
today-people = Personen
today-open-group = Gruppe öffnen
today-rest = { $count ->
    [one] Eine weitere zeigen
   *[other] { $count } weitere zeigen
}
today-red = { $count } zum Handeln
today-amber = { $count } zum Ansehen
today-calm = { $count ->
    [one] eine Frage
   *[other] { $count } Fragen
}
today-due = { $count } in Aussicht
today-question = Frage
today-discussion = In der Diskussion lesen
today-hint = Hinweis geben
today-new = Neu
today-opened = seit: { $when }
today-put-off = Zurückstellen
today-put-off-now = Zurückstellen
today-until = Bis
today-in-days = in { $days } Tagen
today-reason = Warum (andere Coachs der Gruppe sehen es)
today-away = Ist abwesend
today-away-from = Erster Tag
today-away-to = Letzter Tag
today-away-now = Abwesenheit eintragen
today-waits = { $days ->
    [0] neu
    [one] seit einem Arbeitstag
   *[other] seit { $days } Arbeitstagen
}
today-review = Gespräch
today-review-with = Entwicklungsgespräch mit { $name } am { $day }.
today-disagreement = Widerspruch
today-disagrees = { $count ->
    [one] { $name } widerspricht einer Zahl.
   *[other] { $name } widerspricht { $count } Zahlen.
}
today-answer = Lesen und antworten
today-fast = Zu schnell?
today-hurried = { $count ->
    [one] Ein Ergebnis von { $name } kam schneller als erwartet.
   *[other] { $count } Ergebnisse von { $name } kamen schneller als erwartet.
}
today-look = Ansehen
today-quiet = { $count ->
    [one] Eine weitere, die zurückgestellt ist oder eine abwesende Person betrifft
   *[other] { $count } weitere, die zurückgestellt sind oder abwesende Personen betreffen
}
today-snoozed-until = Zurückgestellt bis { $day }.
today-absent = Die Person ist abwesend.
today-wake = Wieder aufnehmen

groups-title = Meine Gruppen
groups-empty-title = Sie begleiten noch keine Gruppe
groups-empty = Eine Gruppe erscheint hier, sobald Sie eine anlegen, hier oder in der Lern-App, oder Coachlight als Lehrperson eines Kurses starten.
groups-group = Gruppe
groups-members = Mitglieder
groups-weeks = Beiträge, 12 Wochen
groups-active = Aktiv in 30 Tagen
groups-voices = Wirksame Stimmen
groups-quiet = Stille Mitglieder
groups-last = Letzter Beitrag
groups-state = Zustand
groups-new = Neue Gruppe
groups-make = Gruppe anlegen
groups-going = Laufende ({ $count })
groups-archived = Archiviert ({ $count })
groups-weeks-table = Beiträge Woche für Woche
groups-week-to = Woche bis { $day }
groups-weeks-summary = { $total ->
    [0] Keine Beiträge in zwölf Wochen
    [one] Ein Beitrag in zwölf Wochen, { $last } in der letzten Woche
   *[other] { $total } Beiträge in zwölf Wochen, { $last } in der letzten Woche
}

state-well = Gut
state-amber = Ansehen
state-red = Handeln
length-days = { $count ->
    [one] 1 Tag
   *[other] { $count } Tage
}
length-hours = { $count } Std.
length-minutes = { $count } Min.
length-seconds = { $count } s
days-ago = { $days ->
    [0] heute
    [one] gestern
   *[other] vor { $days } Tagen
}
never = nie
quoted = „{ $text }“

group-unnamed = Gruppe ohne Namen
group-members = { $count ->
    [one] Ein Mitglied
   *[other] { $count } Mitglieder
}
group-coached-by = Begleitet von { $names }
group-works-on = Arbeitet an { $names }
group-edit = Gruppe bearbeiten
group-name = Name
group-description = Worum es geht
group-topics = Kompetenzen, an denen sie arbeitet
group-topic = Kompetenz
group-other-note = Für alles, was die Liste nicht bietet: Kürzel oder Adresse.
group-opens = Erster Tag
group-closes = Letzter Tag
group-closes-note = Beide Tage können leer bleiben. Nach ihrem letzten Tag gilt eine Gruppe als archiviert.
group-close = Archivieren
group-close-note = Was gesagt wurde, bleibt lesbar und zählt weiter. Niemand kann mehr eingeladen werden, bis Sie die Gruppe wieder öffnen.
group-reopen = Wieder öffnen
group-reopen-note = Die Gruppe geht weiter wie zuvor.
group-reason = Warum
group-closed = Archiviert
coaches-title = Coaches
coaches-now = Wer die Gruppe begleitet
coaches-last = Ein Coach bleibt immer: Fügen Sie zuerst eine Kollegin oder einen Kollegen hinzu.
coaches-fixed = von der Lernplattform benannt
coaches-dismiss = Begleitet sie nicht mehr
coaches-leave = Ich begleite sie nicht mehr
coaches-add = Jemanden hinzufügen
coaches-note = Sie sehen die Gruppe und ihre Personen von heute an wie Sie selbst. Was ein Coach gesagt hat, bleibt das Wort eines Coachs, auch wenn er die Gruppe nicht mehr begleitet.
coaches-fellow = Jemand, mit dem Sie anderswo begleiten
coaches-other = Oder jemand anderes
coaches-whom = Wen?
coaches-other-note = Die E-Mail-Adresse oder die Kennung hier.
coaches-appoint = Hinzufügen
coaches-choose = Wählen Sie jemanden aus, oder schreiben Sie eine Adresse.
featured-title = Hervorgehoben
featured-by = hervorgehoben von { $name }
featured-feature = Hervorheben
featured-remove = Nicht mehr hervorheben
group-planned = Noch nicht begonnen
invite-title = Personen einladen
invite-need = Wer braucht, woran die Gruppe arbeitet
invite-no-topics = Die Gruppe arbeitet noch an keiner Kompetenz; deshalb ist von niemandem ein Bedarf bekannt.
invite-nobody = In Ihren Gruppen fehlt niemandem eine Stufe, die Plan oder Rolle hier verlangen.
invite-others = { $count ->
    [one] Eine weitere Person aus Ihren Gruppen
   *[other] { $count } weitere Personen aus Ihren Gruppen
}
invite-by-plan = { $topic }: Stufe { $wanted } laut Plan, { $reached ->
    [0] noch keine erreicht
   *[other] Stufe { $reached } erreicht
}
invite-by-role = { $topic }: Stufe { $wanted } laut einer Rolle, { $reached ->
    [0] noch keine erreicht
   *[other] Stufe { $reached } erreicht
}
invite-note = Ein paar Worte dazu
invite-send = Einladen
invite-since = eingeladen am { $day }
invite-sent = Einladungen
invite-sent-none = Noch ist niemand eingeladen.
invite-by = Eingeladen von
invite-day = Am
invite-state = Stand
invite-joined-on = Beigetreten am
invite-open = Offen
invite-joined = Beigetreten am { $day }
invite-withdrawn = Zurückgenommen
invite-remind = Erinnern
invite-reminded = Erinnert am
invite-here = { $count ->
    [one] Eine der gewählten Personen ist schon in der Gruppe.
   *[other] { $count } der gewählten Personen sind schon in der Gruppe.
}
invite-list = Eine Liste von Personen einladen
invite-list-note = In jeder Zeile eine E-Mail-Adresse oder die Kennung einer Person; bei einer Tabelle gilt die Spalte „person“. Es sind Personen aus Ihren Gruppen. Ist eine Zeile falsch, wird niemand eingeladen.
invite-list-file = Datei (CSV)
invite-list-text = Oder die Liste einfügen
invite-list-send = Alle einladen
invite-list-none = Wählen Sie eine Datei, oder fügen Sie eine Liste ein.
invite-list-name = Die Liste
hint-title = Hinweise
hint-new = Der Gruppe einen Hinweis geben
hint-text = Was würde allen weiterhelfen?
hint-note = Die App der Gruppe zeigt ihn allen in der Gruppe.
hint-by = Gegeben von
hint-says = Was er sagt
hint-stands = Gegeben
hint-give = Hinweis geben
hint-given = Gegebene Hinweise
hint-none = Dieser Gruppe wurde noch kein Hinweis gegeben.
hint-withdraw = Zurücknehmen
hint-withdrawn = Zurückgenommen
invite-withdraw = Zurücknehmen
invite-choose = Wählen Sie mindestens eine Person.
invite-too-many = Laden Sie höchstens { $most } Personen auf einmal ein.
invite-closed = Die Gruppe ist archiviert. Öffnen Sie sie wieder, um Personen einzuladen.
group-window = Zeitraum
window-days = { $days } Tage
group-alerts = Was einen Blick braucht
group-alerts-none = Der Gruppe als Ganzer geht es gut.
group-activity = Aktivität
group-activity-none = In diesen { $days } Tagen ist nichts geschehen.
group-activity-summary = { $contributions ->
    [one] Ein Beitrag
   *[other] { $contributions } Beiträge
} und { $other } andere Handlungen in { $days } Tagen; der lebhafteste Tag war der { $busiest }.
activity-day = Tag
activity-contributions = Beiträge
activity-other = Aufrufe, Likes und anderes
show-as-table = Als Tabelle zeigen
group-board = Rangliste
group-board-hidden = Die Rangliste erscheint, sobald fünf Mitglieder darauf stehen wollen; bisher sind es { $willing }.
board-rank = Platz
board-points = Punkte
board-off = Hier gibt es keine Rangliste.
board-no-place = Auf der Rangliste steht kein Platz von Ihnen.
board-top-note = Gezeigt werden die ersten drei und allen, die mitmachen, der eigene Platz mit seinen Nachbarn.
board-own-note = Wer mitmacht, sieht den eigenen Platz und keinen anderen.
board-facets-note = Was alle, die mitmachen, getan haben, nach Namen geordnet. Niemand bekommt einen Rang.
board-mode = Wie die Rangliste gezeigt wird
board-mode-label = Mitglieder und Sie sehen
board-mode-default = was die Organisation gewählt hat
board-mode-full = alle Plätze
board-mode-top = die ersten drei und jeweils den eigenen Platz mit seinen Nachbarn
board-mode-own = jeweils den eigenen Platz
board-mode-facets = was alle tun, ohne Ränge
board-mode-off = keine Rangliste
board-mode-no-ranks = Ihre Organisation vergibt keine Ränge: Die Rangliste wird ohne sie gezeigt.
board-mode-save = Speichern
board-switch = Sie und die Rangliste
board-you-are-on = Sie stehen auf dieser Rangliste. Wer sie ansieht, sieht Ihren Namen und Ihre Punkte.
board-you-are-off = Sie stehen nicht auf dieser Rangliste. Niemand sieht dort Ihre Punkte.
board-enter = Mich auf die Rangliste setzen
board-leave = Mich von der Rangliste nehmen
group-people = Mitglieder und ihr Engagement
group-people-none = Noch ist niemand in der Gruppe. Laden Sie Menschen ein, oder lassen Sie sie aus ihrem Kurs oder ihrer App kommen.
member-name = Name
member-index = Index
member-active = Aktive Tage
member-last = Zuletzt aktiv
facet-contribute = Beitragen
facet-respond = Antworten
facet-appreciate = Anerkennen
facet-apply = Anwenden
group-silent = Stille Mitglieder
group-silent-none = Niemand ist seit 14 Tagen still.
silent-days = { $name }: seit { $days } Tagen still
group-discussion = Neueste Beiträge
group-discussion-none = Noch hat niemand etwas beigetragen.
network-title = Wer auf wen eingeht
network-none = In diesen { $days } Tagen hat niemand jemandem geantwortet oder etwas geliked.
network-summary = { $ties ->
    [one] Eine Verbindung
   *[other] { $ties } Verbindungen
} zwischen Personen in { $days } Tagen. { $heard ->
    [0] Auf kein Mitglied ist jemand eingegangen.
    [one] Am meisten gehört: { $most }, von einer anderen Person.
   *[other] Am meisten gehört: { $most }, von { $heard } anderen.
}
network-replies = Antworten
network-likes = Likes
network-coach = Coach
network-alone = Ohne Verbindung
network-from = Von
network-to = An
network-reciprocity = Gegenseitig
network-density = Von allen möglichen Verbindungen
network-centralisation = Auf ein Mitglied gerichtet
network-inequality = Ungleichheit der Beiträge
network-note = Zwischen Mitgliedern; 0 % heißt gleich verteilt, 100 % alles bei einer Person. Das beschreibt die Gruppe und löst keinen Hinweis aus.
silent-more = { $count ->
    [one] und eine weitere Person
   *[other] und { $count } weitere
}
feed-reply-to = als Antwort auf „{ $title }“
feed-likes = { $count ->
    [one] ein Like
   *[other] { $count } Likes
}
feed-dislikes = { $count ->
    [one] ein Dislike
   *[other] { $count } Dislikes
}
feed-unanswered = wartet auf eine Antwort
act-post = hat geschrieben
act-share = hat geteilt
act-ask = hat gefragt
act-reply = hat geantwortet
act-reflect = hat reflektiert
index-explained = Engagement-Index von 0 bis 100: gedeckelte Tagespunkte im Zeitraum gegen ein Ziel. Er sagt, wie aktiv jemand hier war, nicht, was jemand kann.
measured-index = Wie der Index zustande kommt
measured-index-how = Punkte der letzten { $days } Tage, höchstens { $cap } am Tag; { $target } Punkte sind ein Index von 100.
measured-what = Was gezählt wird
measured-points = Punkte
measured-a-day = Am Tag zählen höchstens
measured-now = Jetzt
measured-indicators = Woraus der Zustand besteht
measured-below = unter { $limit }
measured-above = über { $limit }
measured-from-days = ab { $days } Tagen
measured-days = { $days ->
    [one] ein Tag
   *[other] { $days } Tage
}
measured-hours = { $hours } Stunden
measured-activity = Mitglieder, die aktiv waren
measured-silence = Seit dem letzten Beitrag
measured-voices = Wirksame Stimmen
measured-coach-centred = Antworten von oder an Coaches
measured-unanswered = Am längsten wartende Frage (Arbeitstage)
measured-response = Übliche Zeit bis zur ersten Antwort
measured-momentum = Punkte gegenüber der Zeit davor
measured-indicators-how = Aus den letzten { $days } Tagen. Stimmen werden ab { $contributions } Beiträgen und { $members } Mitgliedern gezählt, der Anteil der Coaches ab { $replies } Antworten; ein Strich heißt, dass es zu wenig gibt, um etwas zu sagen.
counted-active-day = Ein Tag mit eigenem Tun
counted-answer-accepted = Antwort angenommen
counted-ask = Frage gestellt
counted-attend = Workshop besucht
counted-join = Der Gruppe beigetreten
counted-like-given = Like gegeben
counted-like-received = Like erhalten
counted-plan = Ziel geplant
counted-post = Beitrag oder geteiltes Material
counted-progress = Fortschritt bei einem Ziel notiert
counted-reflection = Reflexion
counted-reply = Antwort oder Kommentar
counted-transfer = Transferschritt getan
counted-view = Material angesehen

alert-activity = Nur { $value } % der Mitglieder waren in 30 Tagen aktiv.
alert-coach-centred = { $value } % der Antworten kommen vom Coach oder gehen an ihn.
alert-goal-due = Ein Ziel von { $name } ist in { $value } Tagen fällig und nicht halb erreicht.
alert-goal-overdue = { $value ->
    [one] Ein Ziel von { $name } ist seit einem Tag überfällig.
   *[other] Ein Ziel von { $name } ist seit { $value } Tagen überfällig.
}
alert-goal-stalled = Bei einem Ziel von { $name } geht es seit { $value } Tagen nicht voran.
alert-momentum = Die Aktivität fiel auf { $value } % des Vormonats.
alert-quiet = { $name } ist seit { $value } Tagen still.
alert-response = Fragen warten in der Mitte { $value } Stunden auf die erste Antwort.
alert-silence = Seit { $value } Tagen hat niemand etwas beigetragen.
alert-unanswered = Eine Frage von { $name } wartet seit { $value } Arbeitstagen auf Antwort.
alert-voices = Wenige Stimmen: Die Beiträge verteilen sich wie auf { $value } Personen.

about-activity = Wenige Mitglieder waren aktiv.
about-coach-centred = Antworten gingen über den Coach.
about-goal-due = Ein Ziel von { $name } war fällig.
about-goal-stalled = Ein Ziel von { $name } kam nicht voran.
about-momentum = Die Aktivität ging zurück.
about-quiet = Von { $name } war nichts zu hören.
about-response = Fragen warteten lange auf die erste Antwort.
about-silence = Niemand hat etwas beigetragen.
about-unanswered = Eine Frage von { $name } wartete auf eine Antwort.
about-voices = Wenige Stimmen haben gesprochen.

digest-subject = { $count ->
    [0] { $organisation }: Nichts braucht einen Blick, { $day }
    [one] { $organisation }: Eine Sache verdient einen Blick, { $day }
   *[other] { $organisation }: { $count } Sachen verdienen einen Blick, { $day }
}
digest-new = Neu
digest-escalated = Dringender als zuvor
digest-open = Noch offen
digest-resolved = Vorbei
digest-because-resolved = Es gilt nicht mehr.
digest-because-undone = Es galt nie: Etwas wurde zurückgenommen oder kam verspätet.
digest-because-absent = Die Person ist abwesend.
digest-because-restricted = Die Daten der Person werden nicht für Meldungen verwendet.
digest-because-rules = Es gelten andere Regeln.
digest-link = Ansehen, zurückstellen oder eine Abwesenheit eintragen:
digest-stop = Diesen Brief bekommen Sie einmal am Tag, weil Sie diese Gruppen begleiten. Am Ende jener Seite können Sie ihn abbestellen.
digest-title = Der tägliche Brief
digest-on = An Tagen, an denen etwas einen Blick verdient, bekommen Sie um { $hour } Uhr einen Brief an { $address }.
digest-off = Sie bekommen keinen täglichen Brief.
digest-no-address = Für den täglichen Brief braucht es eine E-Mail-Adresse von Ihnen, und Ihre Anmeldung hat keine mitgebracht.
digest-unsubscribe = Keinen mehr schicken
digest-subscribe = Täglichen Brief schicken

person-unnamed = Name unbekannt
person-progress = Fortschritt
person-empty-title = Noch ist nichts bekannt
person-empty = Fortschritt erscheint, sobald es einen Plan oder Belege gibt: einen Beitrag in einer Gruppe, einen Test, einen Transferschritt, ein Gespräch.
person-access-note = { $name } kann sehen, dass Sie diese Seite angesehen haben.
progress-shown = Gezeigt
progress-contradicted = Widersprochen
progress-unknown = Noch nicht bekannt
progress-summary = { $shown } % gezeigt, { $contradicted } % widersprochen, { $unknown } % noch nicht bekannt.
level-none = Noch keine Stufe
level = Stufe { $level }
level-target = Ziel: Stufe { $level }
level-waiting = Stufe { $level } wartet auf die Bestätigung eines Coachs
level-waiting-short = Bestätigung nötig
confidence-low = Wenig bekannt
confidence-medium = Ziemlich gut bekannt
confidence-high = Gut bekannt
plan-due = fällig am { $date }
status-achieved = Erreicht
status-on-track = Im Plan
status-behind = Im Rückstand
status-overdue = Überfällig
no-plan = Nicht geplant
lapses = Ohne neue Belege ginge die Stufe am { $date } verloren.
why-title = Warum diese Zahl
why-details = Woraus sie besteht
trend-title = Wie es dazu kam
trend-summary = Von { $then } gezeigt am { $day } zu { $now } heute, durch { $count ->
    [0] keinen Nachweis
    [one] einen Nachweis
   *[other] { $count } Nachweise
}.
why-classes = Was zählt
why-class = Art der Belege
why-raw = Belege
why-ceiling = Obergrenze
why-counted = Zählt
why-quality = Mittlere Güte
why-formula = Gezeigt = gute Belege ÷ (alle zählenden Belege + { $unknown }). Alte Belege verblassen; jede Art hat eine Obergrenze. Regelwerk { $version }.
class-own = Eigene Angaben
class-social = Kollegen und Beiträge
class-system = Tests und Nachweise
class-coach = Coach
why-helps = Was am meisten helfen würde
why-help = { $kind } ({ $class }): bis zu +{ $effect } Punkte
why-levels = Stufen
why-gates = Was eine Stufe verlangt, muss unter den Belegen der letzten { $days } Tage sein.
level-threshold = Ab gezeigt
level-reached = Genug gezeigt
level-gate = Verlangt
level-gate-met = Liegt vor
gate-check = einen Test oder das Wort eines Coachs
gate-coach = das Wort eines Coachs
gate-met = ja
gate-missing = nein
why-evidence = Belege, die neuesten zuerst
evidence-date = Tag
evidence-kind = Art
evidence-by = Von
evidence-quality = Güte
evidence-effect = Wirkung
evidence-source = Aus
evidence-verifies = Bestätigt
evidence-time = Dauer
evidence-planned = Vorgesehene Dauer
evidence-too-fast = Schneller als erwartet: { $taken } von { $planned }
evidence-verified = Was bestätigt ist
evidence-rejected = Was abgelehnt ist
evidence-vouched = { $kind }, bestätigt
evidence-statement = Statement
evidence-aligned = nach dem, was Coachs über die Aktivität sagen
evidence-implied = über das Thema der Gruppe
evidence-more = { $count ->
    [one] Ein älterer Beleg zählt auch.
   *[other] { $count } ältere Belege zählen auch.
}
kind-self_progress = Eigene Fortschrittsnotiz
kind-reflection = Reflexion
kind-transfer_self = Transferschritt, berichtet
kind-contribution = Beitrag
kind-like = Erhaltener Like
kind-peer_rating = Bewertung durch Kollegen
kind-answer_accepted = Angenommene Antwort
kind-attended = Teilnahme
kind-completed = Abschluss
kind-assessed = Test
kind-question = Testaufgabe
kind-credential = Zertifikat
kind-transfer_verified = Transferschritt, bestätigt
kind-coach_rating = Einschätzung des Coachs
kind-none = Anderes
me-title = Mein Fortschritt
me-viewed = Wer meinen Fortschritt angesehen hat
me-viewed-none = Niemand außer Ihnen hat Ihren Fortschritt angesehen.

disagreements-title = Widersprüche
disagreements-empty-title = Keiner Zahl wird widersprochen
disagreements-empty = Sobald diese Person einer Zahl widerspricht, steht es hier, und Sie können antworten.
disagreements-empty-own = Wenn Sie meinen, dass eine Zahl über Sie falsch ist, sagen Sie es hier. Ihr Coach liest es und antwortet.
disagree-title = Ich widerspreche
disagree-note = Sagen Sie, was falsch ist und warum. Ihre Coaches sehen es und antworten hier; die Zahl ändert sich nur, wenn sich ihre Belege ändern.
disagree-competency = Der Zahl dieser Kompetenz
disagree-with = Wem widersprechen Sie?
disagree-number = der Zahl selbst
disagree-why = Was ist falsch, und warum?
disagree-say = Widersprechen
disagree-since = Gesagt am { $day }
disagree-piece = Zu diesem Beleg
disagree-waits = Wartet auf Antwort
disagree-answered = Beantwortet
disagree-closed = Erledigt am { $day }
disagree-answer = Antworten
disagree-answer-text = Ihre Antwort
disagree-answer-now = Antwort senden
disagree-close = Das ist erledigt
disagree-open = Widerspricht dieser Zahl: lesen und antworten
disagree-open-own = Sie widersprechen dieser Zahl: zur Antwort

hints-title = Hinweise und Gedanken
hints-given = Hinweise von Coaches
hints-none = Noch hat niemand einen Hinweis gegeben.
hints-new = Einen Hinweis geben
hints-text = Was würde weiterhelfen?
hints-note = Die Person liest es hier, und Apps erfahren davon.
hints-say = Hinweis geben
reflections-title = Gedanken zum eigenen Lernen
reflections-none = Noch ist nichts aufgeschrieben.
reflection-new = Gedanken zum eigenen Lernen aufschreiben
reflection-name = Worum es geht (darf leer bleiben)
reflection-text = Was hat geklappt, was nicht, was kommt als Nächstes?
reflection-note = Ihre Coaches können es lesen. Längere zählen ein wenig als eigener Beleg.
reflection-say = Aufschreiben
reflection-unnamed = Gedanken
pins-title = Das Wort eines Coachs
pins-none = Kein Coach hat neben diese Zahl eine Stufe gesetzt.
pin-says = Coach: { $what }
pin-until = vom { $since } bis { $until }
pin-since = seit { $since }
pin-end = Wegnehmen
pin-title = Eine Stufe neben die Zahl setzen
pin-note = Sie steht mit Ihrem Namen und Grund neben der Zahl und ändert nichts an ihr.
pin-why = Warum
pin-last = Bis (darf leer bleiben)
pin-set = Setzen
rating-title = Einschätzen
rating-note = Eine Einschätzung ist ein Beleg: Sie zählt als Ihr Wort in die Zahl.
rating-say = Einschätzen
form-level-one = Wählen Sie eine Stufe.

person-parts = Teile dieser Seiten
choice-none = –
form-fault = Das wurde nicht gespeichert.
form-competency = Wählen Sie eine Kompetenz.
form-title = Geben Sie einen Namen an.
form-group = Wählen Sie eine Gruppe aus der Liste.
form-level = Wählen Sie für jede Kompetenz eine Stufe.
form-day = „{ $text }“ ist kein Tag. Schreiben Sie ihn wie 2026-11-23.
form-no-day = Wählen Sie einen Tag.
form-past = Der Tag ist vorbei. Wählen Sie einen, der noch kommt.
form-days = Der letzte Tag liegt vor dem ersten. Vertauschen Sie die beiden.
form-changed = Inzwischen hat jemand etwas geändert. Öffnen Sie die Seite neu und gehen Sie von dem aus, was jetzt dort steht.
form-other = Wählen Sie für die ausgeschriebene Kompetenz in der ersten leeren Zeile eine Stufe.
form-rating-level = Zu einer Anmerkung gehört eine Stufe.
rule-set = Nach Regelwerk { $version }.

# Warum etwas nicht getan wurde.
refused-no-role = Es gibt keine Rolle { $role }.
refused-due-past = Der Tag, an dem es fällig ist, liegt in der Vergangenheit.
refused-plan-proposed = Diese Fassung ist schon vorgeschlagen.
refused-plan-empty = Ein Plan ohne Ziel kann nicht vorgeschlagen werden.
refused-plan-draft = Diese Fassung ist ein Entwurf: Schlagen Sie sie vor, damit die andere Seite zustimmen kann.
refused-plan-signed = Ihre Seite hat zugestimmt: Nun muss die andere zustimmen.
refused-plan-past = Der Tag, an dem { $competency } fällig ist, liegt in der Vergangenheit.
refused-plan-agreed = Diese Fassung ist vereinbart. Ändern Sie den Plan, und vereinbaren Sie die Änderung.
refused-plan-many = Ein Plan hat höchstens { $most } Ziele.
refused-plan-twice = Der Plan nennt { $competency } zweimal.
refused-pin-both = Eine Festlegung hat entweder eine Stufe oder einen Anteil, nicht beides und nicht keins von beiden.
refused-until-past = Der letzte Tag liegt in der Vergangenheit.
refused-share = Der Anteil ist eine Zahl von 0 bis 1.
refused-pin = Eine Zahl festlegen kann nur ein Coach der Person.
refused-no-statement = Es gibt kein Statement { $statement }.
refused-disagreement-closed = Dieser Widerspruch ist abgeschlossen. Erheben Sie einen neuen.
refused-own-disagreement = Einer Zahl widersprechen kann nur die Person selbst.
refused-group-closed = Die Gruppe ist geschlossen. Öffnen Sie sie zuerst wieder.
refused-group-known = Eine Gruppe mit dieser Adresse gibt es schon.
refused-not-a-coach = Gruppen legt an, wer als Coach bekannt ist: wer sich als Coach angemeldet hat oder von der Administration benannt wurde.
refused-group-foreign = Diese Gruppe gehört zu einer App und ist nur durch sie zu ändern.
refused-group-many = Eine Gruppe hat höchstens { $most } Kompetenzen.
refused-group-days = Der letzte Tag liegt vor dem ersten.
refused-group-closed-already = Die Gruppe ist schon geschlossen.
refused-group-open = Die Gruppe ist offen.
refused-no-person = Es gibt keine Person { $person }.
refused-coaches-already = Die Person ist schon Coach der Gruppe.
refused-is-no-coach = Die Person ist nicht als Coach bekannt: Sie muss sich als Coach anmelden oder von der Administration benannt werden.
refused-last-coach = Eine Gruppe behält einen Coach. Nehmen Sie zuerst einen anderen hinzu.
refused-teaches = Die Lernplattform sagt, dass die Person hier unterrichtet.
refused-iri = Die Adresse ist ein absoluter IRI wie https://app.example.org/groups/7.
refused-day-past = Der Tag liegt in der Vergangenheit.
refused-review-many = Ein Entwicklungsgespräch hat höchstens { $most } Einschätzungen und { $most } Ziele.
refused-goal-past = Der Tag, an dem ein Ziel fällig ist, liegt in der Vergangenheit.
refused-goal-date = Der Tag, an dem ein Ziel fällig ist, ist ein Datum wie 2026-11-23.
refused-review-schedule = Ein Entwicklungsgespräch ansetzen kann nur ein Coach der Person.
refused-review-record = Was ein Entwicklungsgespräch ergibt, hält ein Coach der Person fest.
refused-review-close = Ein Entwicklungsgespräch abschließen kann nur ein Coach der Person.
refused-review-closed = Dieses Gespräch ist abgeschlossen: Was vereinbart wurde, bleibt, wie es ist.
refused-review-cancelled = Dieses Gespräch wurde abgesagt. Setzen Sie ein neues an.
refused-names-shown = Hier sind Namen vor Coaches nicht verborgen: Es gibt nichts zuzustimmen.
refused-not-rated = { $name } wird nicht bewertet, sondern fasst andere zusammen. Nennen Sie einen Teil davon.
refused-level = Eine Stufe von { $competency } ist eine ganze Zahl von { $least } bis { $most }.
refused-statement-taken = Ein anderes Statement hat die Kennung { $statement }. Lassen Sie sie weg, oder nehmen Sie eine neue.
refused-mark = Die Note ist eine Zahl von 0 bis 1.
refused-not-verified = Dazu hat noch kein Coach etwas gesagt.
refused-no-address = Der Beitrag hat keine Adresse im Web; dorthin führt nichts.
refused-featured = Das ist schon hervorgehoben.
refused-featured-many = Höchstens { $most } Ressourcen sind zugleich hervorgehoben. Nehmen Sie zuerst eine herunter.
refused-not-your-verification = Eine Bestätigung zieht der Coach zurück, der sie gegeben hat.
refused-said-elsewhere = Das wurde nicht hier gesagt: Wer das Statement gesendet hat, muss es zurücknehmen.
refused-not-your-hint = Einen Hinweis nimmt der Coach zurück, der ihn gegeben hat.
refused-verification = Bestätigen oder ablehnen kann nur ein Coach der Person.
refused-rating = Eine Einschätzung gibt nur ein Coach der Person.
refused-own-reflection = Eine Reflexion schreibt nur die Person selbst.
refused-hint = Einen Hinweis gibt nur ein Coach der Person.
refused-hint-withdraw = Einen Hinweis zurücknehmen kann nur ein Coach der Person.
refused-text =
    { $field ->
        [description] Die Beschreibung
        [name] Der Name
        [note] Die Anmerkung
        [notes] Die Notizen
        [reason] Der Grund
        [title] Der Name
        [why] Der Grund
       *[other] Der Text
    } hat 1 bis { $most } Zeichen.
refused-percent = Wie weit es ist, ist eine Zahl von 0 bis 100.
refused-is-a-goal = Das ist ein Ziel. Ein Ziel wird erreicht, ein Schritt getan.
refused-not-in-group = Die Person ist nicht in dieser Gruppe.
refused-goal-closed = Dieses Ziel ist schon abgeschlossen.
refused-own-progress = Wie weit ein Ziel ist, sagt nur die Person selbst.
refused-own-achieved = Dass ein Ziel erreicht ist, sagt nur die Person selbst.
refused-own-step = Dass ein Schritt getan ist, sagt nur die Person selbst.
refused-in-group = Die Person ist schon in der Gruppe.
refused-joined = Die Person ist der Gruppe inzwischen beigetreten.
refused-reminded = Die Person hat heute schon davon erfahren. Erinnern Sie sie frühestens morgen.
refused-nobody-named = Unter „{ $text }“ ist niemand bekannt. Schreiben Sie eine E-Mail-Adresse oder die Kennung einer Person.
refused-review-twice = Das Gespräch schätzt { $competency } zweimal ein.
refused-no-competency = Kein Kompetenzrahmen hat eine Kompetenz „{ $text }“. Nennen Sie sie mit Adresse, Kennung oder Code.
refused-many-competencies = Mehrere Kompetenzrahmen haben den Code „{ $text }“. Nennen Sie die Kompetenz mit ihrer Adresse.
refused-internal = Nennen Sie dem Betreiber dieses Dienstes die X-Request-Id dieser Antwort.
refused-not-found = Unter dieser Adresse gibt es nichts, oder nichts, was Sie sehen dürfen.
refused-full = Von dieser Anfrage wurde nichts gespeichert. Senden Sie sie wieder, wenn Platz ist.
refused-database = Die Datenbank ist nicht erreichbar. Versuchen Sie es später noch einmal.
refused-character = Ein Text enthält das Zeichen U+0000, das nicht gespeichert werden kann. Lassen Sie es weg.
refused-statement-id = Die Kennung ist keine UUID.
refused-changed = Es hat sich inzwischen geändert. Öffnen Sie es neu, und gehen Sie davon aus.
refused-stopping = Der Dienst wird gerade beendet. Versuchen Sie es noch einmal.
refused-erase-self = Sie können sich nicht selbst löschen. Das kann ein anderer Administrator.
refused-erase-merged = Diese Person ist Teil einer anderen. Löschen Sie die andere, oder machen Sie die Zusammenführung zuerst rückgängig.
refused-erase-restricted = Die Daten dieser Person sind eingeschränkt und müssen aufbewahrt werden. Sie können gelöscht werden, wenn die Person es verlangt oder die Einschränkung endet.
refused-ground = Nur ein Widerspruch kann sich gegen eine einzelne Verwendung richten. Alles andere betrifft alle Daten.
refused-objection = Ein Widerspruch nennt Gründe aus Ihrer eigenen Lage, in 1 bis { $most } Zeichen.
refused-restricted = Die Daten dieser Person sind eingeschränkt: Sie werden aufbewahrt, aber nicht verwendet. Sprechen Sie mit der Person selbst. Was inzwischen kommt, wird aufbewahrt und ist da, wenn die Einschränkung endet.
refused-restricted-statement = Dieses Statement nennt auch jemanden, dessen Daten aufbewahrt, aber nicht verwendet werden. Es zählt und wird wieder gezeigt, wenn das endet.
refused-restriction-state = So, wie die Einschränkung jetzt steht, geht das nicht. Sehen Sie nach: Vielleicht wurde sie beantwortet, zurückgenommen oder beendet.
refused-answer = Die Antwort hat 1 bis { $most } Zeichen.
refused-disable-self = Sie können sich nicht selbst sperren. Das kann ein anderer Administrator.
refused-platform-home-page = „{ $text }“ ist keine Homepage von Konten. Schreiben Sie sie so, wie Statements es tun, etwa https://app.example.org.
refused-platform-known = Eine Plattform mit diesem Aussteller und dieser client_id gibt es schon.
refused-coaches-make = Gruppen legen Coachs an.
refused-large-export = Das kann groß werden und entsteht im Hintergrund. Verlangen Sie es unter „Exporte“.
refused-no-file = Von diesem Export gibt es jetzt keine Datei.
refused-board = In der Rangliste einer Gruppe stehen nur Mitglieder.
refused-coaches-have = Gruppen haben hier nur Coachs.
refused-coaches-inbox = Diese Seite ist für Coachs.
refused-alert-over = Diese Meldung gilt nicht mehr. Die Seite zeigt, was jetzt gilt.
refused-date = Das ist kein Datum wie 2026-11-23.
refused-coaches-letters = Briefe bekommen nur Coachs.
refused-days = Der letzte Tag liegt vor dem ersten. Vertauschen Sie die beiden.
refused-reason = Die Begründung hat mehr als { $most } Zeichen.
refused-settings = Wählen Sie eine Sprache oder eine Zeitzone.
refused-language = Eine Sprache „{ $language }“ gibt es hier nicht. Wählen Sie eine von { $known }.
refused-zone = Eine Zeitzone „{ $zone }“ gibt es nicht. Wählen Sie eine aus der Liste, etwa Europe/Berlin oder America/New_York.
refused-page = Die Angabe „before“ stammt von keiner Seite.
refused-administrators = Diese Seite ist für Administratoren.
refused-erased = Ihre Daten wurden hier gelöscht. Ein Administrator kann Sie wieder zulassen.
refused-sign-in-late = Diese Anmeldung wurde nicht in diesem Browser begonnen oder hat zu lange gedauert. Beginnen Sie von vorn.
refused-provider = Ein solcher Identitätsanbieter ist nicht eingerichtet (sso.issuer).
refused-try-sign-in = Anmeldungen probieren nur Administratoren aus.
refused-link = Dieser Link wurde schon benutzt oder ist abgelaufen. Lassen Sie sich einen neuen geben.
refused-form-held = Melden Sie sich zuerst neu an, und senden Sie dann dieses Formular.
refused-sign-in-again = Dafür müssen Sie sich in den letzten { $minutes } Minuten angemeldet haben. Melden Sie sich unter /sign-in/again neu an.
refused-disabled = Dieses Konto ist hier gesperrt. Fragen Sie Ihre Administration.
refused-nobody = Melden Sie sich an, um das zu sehen.
refused-foreign-form = Dieses Formular gehört zu einer anderen Website.
refused-choice = Diese Auswahl wurde schon getroffen, hat zu lange gedauert oder ist nicht Ihre. Gehen Sie zum Kurs zurück und beginnen Sie von vorn.
refused-export-key = Exporte im Hintergrund entstehen für den, der sich hier angemeldet hat.
refused-exports-many = Höchstens { $open } Ihrer Exporte dürfen unfertig und { $kept } aufbewahrt sein. Entfernen Sie zuerst einen.
refused-provider-down = Der Identitätsanbieter { $provider } ist gerade nicht erreichbar. Versuchen Sie es in einer Minute wieder; sobald er antwortet, geht die Anmeldung wieder.
refused-oidc-exchange = Sie sind nicht angemeldet: { $provider } nimmt den Code nicht an, den er selbst gab; prüfen Sie Geheimnis und Rücksprungadresse des Clients. Beginnen Sie von vorn; geschieht es wieder, zeigen Sie das Ihrer Administration.
refused-oidc-no-token = Sie sind nicht angemeldet: { $provider } hat kein ID-Token gesendet; prüfen Sie, ob der Scope openid erlaubt ist. Beginnen Sie von vorn; geschieht es wieder, zeigen Sie das Ihrer Administration.
refused-oidc-token = Sie sind nicht angemeldet: { $provider } hat ein ID-Token gesendet, das nicht passt; das Protokoll sagt, was daran falsch ist. Beginnen Sie von vorn; geschieht es wieder, zeigen Sie das Ihrer Administration.
refused-oidc-issuer = Sie sind nicht angemeldet: { $provider } wurde gefragt, aber ein anderer Aussteller hat geantwortet. Beginnen Sie von vorn; geschieht es wieder, zeigen Sie das Ihrer Administration.
refused-oidc-not-asked = Sie sind nicht angemeldet: { $provider } hat Sie nicht neu gefragt, wer Sie sind (auth_time). Beginnen Sie von vorn; geschieht es wieder, zeigen Sie das Ihrer Administration.
refused-oidc-userinfo = Sie sind nicht angemeldet: { $provider } hat Angaben zu Ihnen gesendet, die nicht zum ID-Token passen. Beginnen Sie von vorn; geschieht es wieder, zeigen Sie das Ihrer Administration.
refused-other-provider = Geantwortet hat ein anderer Anbieter als der gefragte. Beginnen Sie von vorn.
refused-by-provider = Der Identitätsanbieter hat Sie nicht angemeldet. Beginnen Sie von vorn; geschieht es wieder, fragen Sie Ihre Administration, ob Ihr Konto Coachlight benutzen darf.
refused-no-code = Der Identitätsanbieter hat keinen Code gesendet. Beginnen Sie von vorn.

plans-title = Entwicklungspläne
plans-empty-title = Noch kein Plan
plans-empty = Beginnen Sie unten einen. Er gilt, sobald Sie beide unterschrieben haben.
plans-empty-own = Beginnen Sie unten einen, oder warten Sie auf einen Vorschlag Ihrer Coachin oder Ihres Coachs. Er gilt, sobald Sie beide unterschrieben haben.
plans-name = Name
plans-state = Stand
plans-aims = Ziele
plans-changed = Zuletzt geändert
plans-new = Ein neuer Plan
plans-role = Was eine Rolle verlangt
plans-role-note = Jede Stufe, die die Rolle verlangt und die noch nicht erreicht ist, wird ein Ziel.
plans-due = Fällig bis
plans-copy = Ziele übernehmen aus
plans-begin = Plan beginnen
plan-agreed = Vereinbart
plan-draft = Entwurf
plan-proposed = Vorgeschlagen
plan-aims = Was erreicht werden soll
plan-no-aims = Noch nichts. Fügen Sie unten ein Ziel hinzu.
plan-signed = Unterschrieben von { $name } am { $date }
plan-draft-note = Diese Fassung hat noch niemand unterschrieben.
plan-waits-coach = Sie wartet auf die Zustimmung Ihrer Coachin oder Ihres Coachs.
plan-waits-learner = Sie wartet auf die Zustimmung der Person.
plan-your-turn = Sie wartet auf Ihre Zustimmung.
plan-nothing-yet = Noch keine Belege.
plan-propose = Unterschreiben und vorschlagen
plan-agree = Unterschreiben und zustimmen
plan-change = Plan ändern
plan-undo = Diese Fassung zurücknehmen
plan-discard = Plan verwerfen
plan-edit = Ziele
plan-edit-note = Speichern macht eine neue Fassung, die Sie beide neu unterschreiben. Bis dahin gilt die zuletzt vereinbarte.
plan-competency = Kompetenz
plan-level = Stufe
plan-due-label = Fällig
plan-why = Warum
plan-other = Eine andere Kompetenz
plan-other-note = Für das, was die Liste nicht bietet: Kürzel oder Adresse. Sie gehört zur ersten Zeile mit einer Stufe und ohne Kompetenz.
plan-remove-note = Eine Zeile ohne Kompetenz entfällt.
plan-save = Speichern
plan-versions = Frühere Fassungen
plan-version = Fassung { $number }

goals-title = Ziele und Schritte
goals-open = Offen
goals-open-none = Kein Ziel und kein Schritt ist offen.
goals-new = Ein neues Ziel oder ein Schritt
goals-what = Was ist es?
goals-for = Für welche Kompetenz?
goals-group = In welcher Gruppe?
goals-group-none = In keiner Gruppe
goals-note = Was es dazu zu sagen gibt
goals-set = Speichern
goals-closed = { $count ->
    [one] Eines ist vorbei
   *[other] { $count } sind vorbei
}
goal-kind-done = Transferschritt, schon getan
goal-achieved = erreicht
goal-given-up = aufgegeben
goal-done = zu { $percent } % getan
goal-percent = Prozent getan
goal-note = Festhalten
goal-achieve = Es ist erreicht
goal-give-up = Aufgeben
steps-done = Getane Transferschritte
steps-none = Noch ist kein Schritt gemeldet.
step-verified = Bestätigt, { $mark }
step-unverified = Noch nicht bestätigt
step-mark = Wie gut?
step-verify = Ich bestätige es
step-withdraw = Bestätigung zurücknehmen
claims-title = Wartet auf Ihr Wort
claims-note = Was die Person von sich selbst sagt, zählt allein wenig. Ihr Wort macht daraus einen Beleg des Coachs, dafür oder dagegen.
claims-none = Nichts, was die Person von sich selbst sagt, wartet auf Ihr Wort.
claims-older = { $count ->
    [one] Ein älterer Beleg
   *[other] { $count } ältere Belege
}
claims-more = { $count ->
    [one] Ein älterer Beleg ist nicht gezeigt.
   *[other] { $count } ältere Belege sind nicht gezeigt.
}
claims-said = { $count ->
    [one] Ein Wort von Ihnen, das gilt
   *[other] { $count } Worte von Ihnen, die gelten
}
claims-fast = Schneller als erwartet
claims-fast-note = Es hat einen kleinen Teil der Zeit gedauert, die seine Aktivität angibt. Es zählt wie zuvor: Sehen Sie es sich an, und sagen Sie mit Ihrem eigenen Wort, wie weit die Person ist. Bis dahin steht es hier.
claims-fast-rate = Ihr Wort zu { $competency }
claim-reject = Ablehnen
claim-reject-note = Es spricht dann gegen die Stufe. Sie können das jederzeit zurücknehmen.
claim-reject-why = Warum
claim-reject-now = Das ist nicht so
claim-rejected = Abgelehnt
glance-title = Stufen auf einen Blick
glance-summary = { $count } Kompetenzen; von { $aims } angestrebten { $reached } erreicht.
glance-spoke = { $name }: Stufe { $level }, angestrebt Stufe { $target }
glance-spoke-alone = { $name }: Stufe { $level }
glance-reached = Erreichte Stufe
glance-wanted = Angestrebte Stufe
involved-title = In Ihren Gruppen
involved-group = Gruppe
involved-weeks = Eigene Handlungen, 12 Wochen
involved-all = Insgesamt
involved-week = Woche bis
involved-note = Eigene Handlungen sind Beiträge, Ziele, Fortschrittsnotizen, Schritte, Reflexionen und Teilnahmen. Likes und was nur angesehen wurde bleiben außer Betracht.
involved-summary = { $total ->
    [0] Nichts in zwölf Wochen
    [one] Eine Handlung in zwölf Wochen, { $last } in der letzten Woche
   *[other] { $total } Handlungen in zwölf Wochen, { $last } in der letzten Woche
}
mark-full = ganz
mark-good = gut
mark-half = halb
mark-little = ein wenig
form-percent = Schreiben Sie als ganze Zahl von 0 bis 100, wie weit es ist.
form-mark = Wählen Sie, wie gut der Schritt getan wurde.

reviews-title = Entwicklungsgespräche
reviews-empty-title = Noch kein Gespräch
reviews-empty = Setzen Sie unten eines an. Bis es abgeschlossen ist, zeigt es, was sich seit dem vorigen geändert hat.
reviews-empty-own = Ihre Coachin oder Ihr Coach setzt Entwicklungsgespräche an. Sie erscheinen hier, mit dem, was sich seit dem vorigen geändert hat.
reviews-day = Tag
reviews-goals = Vereinbarte Ziele
reviews-new = Ein Gespräch ansetzen
reviews-new-note = Die Person sieht es auch.
reviews-schedule = Ansetzen
review-title = Entwicklungsgespräch, { $date }
review-open = Offen
review-closed = Abgeschlossen
review-cancelled = Abgesagt
review-coach = Mit { $name }
review-closed-on = Abgeschlossen am { $date }
review-closed-note = Was unten steht, ist eingefroren, wie Sie beide es gesehen haben. Spätere Meldungen ändern es nicht.
review-cancelled-note = Dieses Gespräch hat nicht stattgefunden.
review-open-note = Was unten steht, ist der Stand von heute. Der Abschluss friert ihn ein.
review-open-own = Was unten steht, ist der Stand von heute, wie ihn auch Ihre Coachin oder Ihr Coach sieht. Der Abschluss friert ihn ein.
naming-title = Name oder Pseudonym
naming-asked-own = { $coach } bittet um dieses Gespräch und kennt Sie nur als { $pseudonym }. Wenn Sie zustimmen, sieht { $coach } Ihren Namen, bis das Gespräch abgeschlossen ist, und danach beim Öffnen des Protokolls. Sie können das jederzeit zurücknehmen.
naming-agreed-own = Seit dem { $date } kennt { $coach } Ihren Namen, weil Sie diesem Gespräch zugestimmt haben: bis es abgeschlossen ist, und danach beim Öffnen des Protokolls.
naming-agree = Dem Gespräch mit meinem Namen zustimmen
naming-withdraw = Meinen Namen wieder verbergen
naming-asked = Sie sehen ein Pseudonym. Sobald die Person diesem Gespräch zustimmt, sehen Sie den Namen, bis es abgeschlossen ist.
naming-agreed = Die Person hat am { $date } zugestimmt, dass Sie den Namen kennen: bis das Gespräch abgeschlossen ist, und danach beim Öffnen des Protokolls.
review-digest = SHA-256 des eingefrorenen Textes:
review-changed = Was sich geändert hat
review-since = { $then } (schmaler Balken) und { $now } (breiter Balken)
review-first = Das erste Gespräch: Stand { $now }.
review-nothing = Noch ist keine Kompetenz geplant oder belegt.
review-change = Belegt damals { $then } %, jetzt { $now } %; widersprochen damals { $before } %, jetzt { $contradicted } %.
review-new = Neu: belegt { $now } %, widersprochen { $contradicted } %.
review-side = { $quality } (Gewicht { $mass })
review-achievements = Seither erreicht
review-achievements-none = Seither ist nichts gemeldet.
reached-achieve = Ziel erreicht
reached-complete = Abgeschlossen
reached-earn-credential = Zertifikat
reached-transfer = In die Praxis übertragen
review-open-aims = Offene Ziele und Schritte
review-open-none = Nichts ist offen.
review-unverified = { $count ->
    [one] Ein Transferschritt wartet auf das Wort der Coachin oder des Coachs.
   *[other] { $count } Transferschritte warten auf das Wort der Coachin oder des Coachs.
}
goal-unnamed = Ziel ohne Namen
goal-kind-goal = Ziel
goal-kind-step = Transferschritt
review-record = Was wir festhalten
review-record-none = Es wurde nichts festgehalten.
review-notes = Notizen für beide
review-ratings = Einschätzung durch den Coach
review-ratings-note = Wird mit dem Abschluss gesagt und ist dann ein Beleg. Lassen Sie weg, was Sie nicht beurteilen können.
review-level = Stufe
review-rating-note = Anmerkung
review-goals = Ziele bis zum nächsten Mal
review-goal = Ziel
review-goal-kind = Art
review-save = Speichern
review-close = Gespräch abschließen …
review-close-note = Was oben steht, wird gespeichert. Das Gezeigte wird eingefroren, Einschätzungen und Ziele werden gesagt. Das lässt sich nicht zurücknehmen.
review-close-now = Speichern und abschließen
review-cancel = Gespräch absagen …
review-cancel-note = Was festgehalten ist, bleibt, und die Person sieht die Absage.
review-cancel-now = Absagen
review-own-note = Eine Notiz für Sie selbst
review-own-note-note = Nur Sie können sie lesen, auch nach dem Abschluss.
review-own-note-save = Notiz behalten

matrix-title = Personen und Kompetenzen
matrix-people = Wer gezeigt wird
matrix-all = Alle ({ $count })
matrix-gaps = Mit Lücken ({ $count })
matrix-no-gaps = Alle haben erreicht, was sie anstreben.
matrix-higher = Höhere Stufe
matrix-below-target = Unter der angestrebten Stufe
matrix-sort = Größte Lücke in { $name } zuerst
matrix-choose = { $name } wählen
matrix-assign = Die Gewählten in eine andere Gruppe einladen
matrix-assign-note = Wählen Sie Personen, oder oben in der Spalte eine Kompetenz: Dann sind die gewählt, die darin unter der angestrebten Stufe sind.
matrix-assign-chosen = Gewählt sind, die in { $name } unter der angestrebten Stufe sind.
matrix-note = Jedes Feld zeigt die Stufe und nach dem Strich die Stufe, die der Plan anstrebt. Es führt zu den Belegen.
matrix-no-topics-title = Die Gruppe arbeitet noch an nichts
matrix-no-topics = Verbinden Sie die Gruppe mit Kompetenzen, dann erscheint hier der Stand der Mitglieder.
matrix-nobody-title = Noch ist niemand in der Gruppe
matrix-nobody = Mitglieder erscheinen hier, sobald sie beitreten.
matrix-too-large = Die Gruppe ist zu groß für ein Bild: Höchstens { $people } Mitglieder und { $competencies } Kompetenzen passen hinein. Sehen Sie die Mitglieder einzeln an.
group-matrix = Personen und Kompetenzen

statement-title = Statement
statement-happened = Geschehen
statement-stored = gespeichert
statement-note = Das Statement, wie es ankam, mit dem, was der Record Store ergänzt hat.

error-back = Zurück zur ersten Seite
problem-kind = Was es bedeutet
problem-bad-request = Die Anfrage ist nicht zu verstehen
problem-bad-request-what = Die Anfrage ist auf eine Art fehlerhaft, die keinen eigenen Namen hat; was dabei steht, sagt, auf welche.
problem-conflict = Das widerspricht dem, was gespeichert ist
problem-conflict-what = Was gespeichert ist und was gesendet wurde, widersprechen sich: Nichts wurde geändert. Senden Sie noch einmal, was gespeichert ist, oder nehmen Sie eine neue Kennung.
problem-erased = Die Daten dieser Person wurden gelöscht
problem-erased-what = Es geht um jemanden, dessen Daten auf eigenen Wunsch gelöscht wurden; deshalb wird es nicht wieder gespeichert. Lassen Sie es weg. Wer zurückkommt, wird von der Administration zugelassen.
problem-forbidden = Das dürfen Sie nicht
problem-forbidden-what = Sie sind angemeldet, aber das ist nicht Ihre Sache.
problem-gone = Das wird nicht mehr aufbewahrt
problem-gone-what = Was Sie wollten, wurde nur eine Weile aufbewahrt. Sehen Sie nach, wie es jetzt steht, und machen Sie von da aus weiter.
problem-internal = Der Dienst hat einen Fehler
problem-internal-what = Der Dienst hat einen Fehler. Was bestätigt wurde, ist nicht verloren. Nennen Sie dem Betreiber die Kennung der Anfrage.
problem-invalid-statement = Ein Statement verletzt eine Regel
problem-invalid-statement-what = Der Inhalt ist JSON, verletzt aber eine Regel des Standards. „errors“ nennt jede Stelle und Regel. Von der Anfrage wurde nichts gespeichert.
problem-invalid-parameter = Eine Angabe ist falsch
problem-invalid-parameter-what = Eine Angabe in der Adresse hat einen falschen Namen oder Wert.
problem-launch-refused = Der Start wurde abgelehnt
problem-launch-refused-what = Der Start aus der Lernplattform wurde abgelehnt. Die Administration findet den Grund im Protokoll unter der Kennung der Anfrage.
problem-malformed-json = Der Inhalt ist kein gültiges JSON
problem-malformed-json-what = Der Inhalt ist kein JSON nach RFC 8259, oder er wiederholt einen Schlüssel in einem Objekt.
problem-method-not-allowed = Diese Methode geht hier nicht
problem-method-not-allowed-what = Die Adresse gibt es, aber nicht für diese Methode. „Allow“ nennt die, die gehen.
problem-not-found = Hier gibt es nichts
problem-not-found-what = Unter dieser Adresse gibt es nichts, oder nichts, wovon Sie wissen dürfen.
problem-out-of-space = Es ist kein Platz mehr
problem-out-of-space-what = Der Speicher des Dienstes ist voll: Nichts wurde gespeichert. Lesen geht weiterhin; senden Sie es wieder, sobald „/readyz“ sagt, dass Platz ist.
problem-precondition-failed = Es wurde inzwischen geändert
problem-precondition-failed-what = Wovon die Anfrage ausging, ist nicht mehr, was gespeichert ist: Jemand hat es inzwischen geändert, oder es war schon da. Nichts wurde geändert. Lesen Sie es neu, und senden Sie die Änderung mit der Marke (ETag) dessen, was Sie gelesen haben.
problem-reauthentication-needed = Melden Sie sich dafür neu an
problem-reauthentication-needed-what = Was Sie tun wollen, zeigt oder ändert viel, und Ihre Anmeldung ist eine Weile her. Melden Sie sich neu an; danach machen Sie weiter, wo Sie waren.
problem-request-timeout = Die Anfrage kam zu langsam an
problem-request-timeout-what = Der Absender war langsamer, als die Grenzen erlauben.
problem-restricted = Die Daten dieser Person sind eingeschränkt
problem-restricted-what = Die Verarbeitung der Daten dieser Person ist eingeschränkt (DSGVO, Artikel 18): Sie werden aufbewahrt und nicht verwendet, also wird nichts davon gezeigt oder geändert. Was inzwischen kommt, wird auch aufbewahrt und ist wieder da, wenn die Einschränkung endet. Sprechen Sie mit der Person oder mit Ihrer Administration.
problem-sign-in-refused = Sie sind nicht angemeldet
problem-sign-in-refused-what = Die Anmeldung ist gescheitert, und nichts wurde gespeichert. Beginnen Sie von vorn; geschieht es wieder, zeigen Sie Ihrer Administration, was die Seite sagt.
problem-too-large = Der Inhalt ist zu groß
problem-too-large-what = Der Inhalt ist größer, als der Dienst annimmt. Senden Sie weniger Statements auf einmal.
problem-too-many-requests = Zu viele Anfragen
problem-too-many-requests-what = Zu viele gescheiterte Versuche oder Anfragen. Warten Sie so lange, wie „Retry-After“ sagt.
problem-unauthorized = Dafür sind Zugangsdaten nötig
problem-unauthorized-what = Die Zugangsdaten fehlen, sind falsch, abgelaufen oder widerrufen.
problem-unavailable = Der Dienst kann gerade nicht antworten
problem-unavailable-what = Die Datenbank ist gerade nicht erreichbar. Nichts ist verloren: Senden Sie dieselbe Anfrage wieder, wenn die Zeit in „Retry-After“ um ist; ein Statement mit einer Kennung wird nie zweimal gespeichert.
problem-unsupported-media-type = Diese Art von Inhalt geht hier nicht
problem-unsupported-media-type-what = Die Art oder Codierung des Inhalts geht hier nicht.
problem-unsupported-version = Diese Version von xAPI wird hier nicht gesprochen
problem-unsupported-version-what = Die Kopfzeile X-Experience-API-Version fehlt oder nennt eine Version, die hier nicht gesprochen wird.
footer-version = Coachlight { $version }
footer-zone = Uhrzeiten: { $zone }

admin-title = Verwaltung
admin-keys = Schlüssel
admin-refusals = Ablehnungen
admin-statements = Statements
filter-apply = Anzeigen
filter-agent = E-Mail oder Kontoname
filter-home-page = Homepage des Kontos
filter-verb = Verb (IRI)
filter-activity = Aktivität (IRI)
filter-registration = Registrierung
filter-from = Von Tag
filter-to = Bis Tag
filter-id = Kennung des Statements
filter-related = An jeder Stelle des Statements
page-older = Ältere
page-more = Weitere
keys-empty-title = Noch keine App darf schreiben
keys-empty = Legen Sie unten einen Schlüssel an und tragen Sie ihn in Ihrer App ein. Sein Geheimnis wird einmal gezeigt.
keys-label = Zweck
keys-label-hint = Zum Beispiel der Name der App. Er benennt die Autorität dessen, was mit dem Schlüssel geschrieben wird.
keys-scopes = Rechte
keys-made = Angelegt
keys-used = Zuletzt benutzt
keys-state = Zustand
keys-actions = Aktionen
keys-in-force = Gültig
keys-expired = Abgelaufen
keys-expires = Bis { $at }
keys-revoked = Widerrufen { $at }
keys-rotate = Ersetzen
keys-revoke = Widerrufen …
keys-revoke-note = Apps mit diesem Schlüssel können sofort und endgültig weder schreiben noch lesen.
keys-revoke-now = Jetzt widerrufen
keys-new = Neuer Schlüssel
keys-days = Tage bis zum Ablauf (leer: nie)
keys-rate = Höchstens so viele Anfragen je Minute (leer: ohne Grenze)
keys-home-pages = Nur über Konten mit diesen Homepages schreiben (leer: über alle)
keys-profiles = Gegen xAPI-Profile prüfen
check-off = Nein
check-report = Speichern und melden, was eines verletzt
check-refuse = Ablehnen, was eines verletzt
keys-beside = Gleiche Autorität wie
keys-beside-none = Keine: er bekommt eine eigene
keys-create = Schlüssel anlegen
keys-made-title = Der Schlüssel ist angelegt
keys-endpoint = Endpunkt
keys-key = Schlüssel
keys-secret = Geheimnis
keys-secret-note = Kopieren Sie das Geheimnis jetzt: Es wird nur als Prüfsumme aufbewahrt und kann nicht noch einmal gezeigt werden.
keys-overlap = { $key } gilt noch { $hours } Stunden, damit die App umgestellt werden kann.
keys-back = Fertig
scope-all = alles
scope-all-read = alles lesen
scope-define = ändern, was über Aktivitäten bekannt ist
scope-frameworks-read = Kompetenzrahmen lesen
scope-profile = Profile lesen und schreiben
scope-reports-read = Berichte über Gruppen und Personen lesen
scope-state = Zustände lesen und schreiben
scope-statements-read = alle Statements lesen
scope-statements-read-mine = lesen, was mit derselben Autorität geschrieben wurde
scope-statements-write = Statements schreiben
scope-coaching-write = für Coachs und Lernende handeln
scope-events-read = lesen, was Apps erfahren
scope-webhooks-write = Webhooks einrichten und ändern
refusals-note = Die letzten 1.000 je Schlüssel. Apps lesen ihre eigenen unter /xapi/ext/refusals.
refusals-key = Schlüssel
refusals-all = Alle Schlüssel
refusals-empty-title = Nichts wurde abgelehnt
refusals-empty = Verletzt eine Anfrage einer App eine Regel, stehen hier die Regel, die Stelle und die Abhilfe.
refusals-of = Schlüssel
refusals-method = Methode
refusals-path = Adresse
refusals-status = Status
refusals-problem = Problem
refusals-detail = Warum
refusals-faults = Jeder Fehler
refusals-request = Anfrage { $id }
statements-empty-title = Kein Statement passt
statements-empty = Ändern Sie den Filter oder senden Sie das erste Statement: Die Seite der Schlüssel sagt, wohin.
statements-stored = Gespeichert
statements-actor = Akteur
statements-verb = Verb
statements-object = Objekt
statement-voided = Für ungültig erklärt
statement-voids = Erklärt ein anderes Statement für ungültig
statement-voids-this = erklärt dieses für ungültig
statement-refers = Verweist auf ein anderes Statement
statement-meaning = Verstanden nach der Regel { $rule }
statement-no-meaning = Keine Regel des Vokabulars passt: Es wird aufbewahrt und zählt für nichts.
statement-attachments = Anhänge
statement-download = { $bytes ->
    [one] Ein Byte
   *[other] { $bytes } Bytes
}
statement-elsewhere = Inhalt nicht hier
statement-referring = Statements, die auf dieses verweisen
statement-json = Wie gespeichert
admin-feeds = Andere Datenspeicher
feeds-note = Angelegt auf der Kommandozeile: coachlight forward und coachlight pull.
feeds-empty-title = Nichts fließt zu oder von anderen Datenspeichern
feeds-empty = coachlight forward add sendet, was hier gespeichert wird, an einen anderen; coachlight pull add holt, was dort gespeichert wird.
feeds-forward = An
feeds-pull = Von
feeds-running = Läuft
feeds-failing = Gestört
feeds-paused = Angehalten
feeds-lag = Noch anzusehen
feeds-lag-statements = { $count ->
    [0] Nichts
    [one] Ein Statement
   *[other] { $count } Statements
}
feeds-reached = Geholt bis
feeds-success = Letzter Erfolg
feeds-error = Letzter Fehler
feeds-pause = Anhalten
feeds-resume = Fortsetzen
feeds-retry = Zurückgelegtes noch einmal versuchen
feeds-aside = { $count ->
    [one] Ein Statement wurde zurückgelegt
   *[other] { $count } Statements wurden zurückgelegt
}

nav-back = Zurück zum Kurs
launch-refused = Coachlight ließ sich nicht öffnen
launch-again = Der Weg von Ihrem Kurs zu Coachlight hat zu lange gedauert, wurde unterbrochen oder wurde schon einmal benutzt.
launch-again-do = Nichts ist verloren: Gehen Sie zurück in den Kurs und öffnen Sie den Link noch einmal. Hilft das nicht, zeigen Sie diese Seite denen, die Ihre Lernplattform betreuen.
launch-browser = Ihr Browser hat den Vermerk zurückgehalten, an dem Coachlight erkennt, dass Sie selbst diesen Link geöffnet haben. Das geschieht, wo eine Seite innerhalb einer anderen gezeigt wird.
launch-browser-do = Gehen Sie zurück in den Kurs und öffnen Sie den Link in einem neuen Tab oder Fenster. Hilft das nicht, erlauben Sie Coachlight Cookies, oder bitten Sie die, die den Kurs betreuen, diesen Link in einem neuen Fenster öffnen zu lassen.
launch-administrator = Etwas, das Ihre Lernplattform gesendet hat, passt nicht zu dem, was mit ihr vereinbart ist. An Ihnen liegt es nicht.
launch-administrator-do = Zeigen Sie diese Seite denen, die Ihre Lernplattform betreuen: Die letzte Zeile sagt, was zu richten ist. Öffnen Sie danach den Link im Kurs noch einmal.
launch-approval = Coachlight ist in diesem Teil Ihrer Lernplattform noch nicht zugelassen.
launch-approval-do = Die Administration von Coachlight sieht das auf ihren Seiten und muss einmal zustimmen. Erinnern Sie sie oder die, die Ihre Lernplattform betreuen, und öffnen Sie den Link danach noch einmal.
launch-anonymous = Ihre Lernplattform sagt Coachlight nicht, wer Sie sind; deshalb gibt es nichts, das Ihnen gezeigt werden könnte.
launch-anonymous-do = Bitten Sie die, die Ihre Lernplattform betreuen, mitzuteilen, wer diesen Link öffnet; öffnen Sie ihn dann noch einmal.
launch-course = Diese Adresse kann nur Ihre Lernplattform öffnen.
launch-course-do = Öffnen Sie dort Ihren Kurs und in ihm den Link zu Coachlight. Sind Sie so hierher gekommen, zeigen Sie diese Seite denen, die Ihre Lernplattform betreuen.
launch-disabled = Coachlight ist für Ihre Lernplattform abgeschaltet, oder für den Teil, aus dem Sie kommen. Was Sie getan haben, bleibt aufbewahrt.
launch-disabled-do = Fragen Sie die, die Ihren Kurs leiten, ob das so sein soll. Die Administration von Coachlight kann es wieder einschalten.
launch-sign-in = Ihre Lernplattform hat nicht bestätigt, wer Sie sind. Meistens sind Sie dort nicht mehr angemeldet.
launch-sign-in-do = Melden Sie sich an der Lernplattform noch einmal an und öffnen Sie den Link im Kurs. Hilft das nicht, zeigen Sie diese Seite denen, die Ihre Lernplattform betreuen.
launch-unconnected = Coachlight ist mit der Lernplattform, aus der Sie kommen, nicht verbunden.
launch-unconnected-do = Zeigen Sie diese Seite denen, die Ihre Lernplattform betreuen: Sie müssen beide zuerst verbinden, zusammen mit der Administration von Coachlight.
launch-unreachable = Ihre Lernplattform hat nicht geantwortet, als Coachlight sie nach den Schlüsseln gefragt hat, mit denen ihre Nachrichten geprüft werden.
launch-unreachable-do = Warten Sie einige Minuten und öffnen Sie den Link im Kurs noch einmal. Hilft das nicht, zeigen Sie diese Seite denen, die Ihre Lernplattform betreuen.
launch-author = Was in einen Kurs kommt, wählen die aus, die ihn gestalten, und Ihre Lernplattform nennt Sie nicht unter ihnen.
launch-author-do = Gestalten Sie den Kurs, bitten Sie die, die Ihre Lernplattform betreuen, um eine solche Rolle in diesem Kurs. Sonst gehen Sie zurück in den Kurs.
launch-rule = Für die Administration von Coachlight: { $why } ({ $rule })
launch-opening = Einen Augenblick …
launch-go-on = Weiter
launch-window = In neuem Fenster öffnen
launch-frame = Ihr Browser braucht ein eigenes Fenster
launch-frame-why = Er lässt Sie innerhalb der Seite einer anderen Website nicht angemeldet sein. In einem eigenen Fenster funktioniert alles.
launch-access = Hier öffnen
launch-access-refused = Ihr Browser erlaubt es hier nicht. Manche Browser erlauben es, nachdem Coachlight in einem Fenster geöffnet wurde: Tun Sie das, und öffnen Sie danach den Link im Kurs noch einmal.
join-title = { $group } beitreten?
join-what = Ihre Coaches sehen dann Ihre Beiträge und Ihren Fortschritt in dieser Gruppe. Sie sehen, wer Ihre Seite angesehen hat.
join-button = Beitreten
join-later = Jetzt nicht, nur meinen Fortschritt zeigen
register-title = Diese Lernplattform verbinden
register-what = Personen dieser Plattform können Coachlight dann aus ihren Kursen öffnen. Die Rolle im Kurs entscheidet, was sie dort sehen.
register-platform = Plattform
register-product = Produkt
register-foreign = Einige ihrer Adressen liegen auf anderen Rechnern. Fahren Sie nur fort, wenn Sie diese kennen:
register-button = Verbinden
register-done = Verbunden
register-updated = Neu verbunden
register-next = { $name } ist jetzt bekannt. Wenn Ihre Plattform danach fragt, aktivieren Sie das Werkzeug dort. Öffnen Sie dann einen Link in einem Kurs.
register-scopes = Die Plattform gewährt nicht:
register-messages = Die Plattform bietet nicht an:
register-claims = Die Plattform teilt nicht mit:
register-close = Schließen
register-failed = Das Verbinden ist gescheitert
register-invite = Dieser Registrierungslink ist unbekannt, wurde schon verwendet oder ist abgelaufen. Bitten Sie die Administration von Coachlight um einen neuen; nichts wurde geändert.
register-conflict = Was die Plattform sagt, weicht von dem ab, was gezeigt oder früher vereinbart wurde. Nichts wurde geändert. Öffnen Sie den Link noch einmal; geschieht es wieder, fragen Sie die Administration der Plattform, warum sich ihre Adressen geändert haben.
register-configuration = Die Konfiguration der Plattform ist nicht verwendbar. Nichts wurde geändert.
register-refused = Die Plattform hat das Werkzeug nicht registriert. Ihr Grund steht unten. Der Link gilt weiter.
register-unreachable = Die Plattform war nicht zu erreichen. Ihre Adresse muss öffentlich und https sein, außer outbound.allow_private ist gesetzt.
mentored-title = Von mir Begleitete
mentored-empty-title = Noch ist niemand da
mentored-empty = Wen Sie begleiten, erscheint hier, sobald die Person Coachlight selbst geöffnet hat.
me-groups = Meine Gruppen
me-group-kept = Solange Ihre Daten nur aufbewahrt und nicht verwendet werden, gibt es in dieser Gruppe keine Zahlen von Ihnen. Unter „Meine Daten“ sehen Sie, was Sie verlangt haben.
me-group-soon = Ihre Zahlen in dieser Gruppe erscheinen hier gleich, oder sobald Sie beigetreten sind.
me-all = Alle meine Kompetenzen zeigen

admin-platforms = Lernplattformen
course-names-title = Kurse: Gruppen und Namen
course-names-group = Starts aus dem Kurs öffnen die Gruppe
course-names-other-group = Andere Gruppe öffnen
course-names-group-address = Adresse der Seite der Gruppe
course-names-group-note = Auch ihre Kennung geht, oder wie Statements die Gruppe nennen. Wer auf der Teilnehmerliste des Kurses steht, kommt hinein; was bis jetzt in der Gruppe geschah, bleibt dort.
course-names-group-save = Diese Gruppe öffnen
course-names-own-group = Wieder die eigene Gruppe des Kurses öffnen
course-names-note = Statements von Anwendungen nennen einen Kurs bei einer eigenen Adresse, meist der seiner Seite. Starts verraten sie nicht. Hier gesagt, gehört zur Lerngruppe des Kurses, was in ihm geschieht, sofern das Statement keine andere Gruppe nennt. Frühere Statements ziehen nach.
course-names-empty-title = Noch kein Kurs
course-names-empty = Ein Kurs ist von seinem ersten Start an bekannt.
course-names-context = Kurs { $context } auf der Plattform, Installation { $deployment }
course-names-called = In Statements heißt er (je Zeile eine Adresse)
course-names-save = Speichern
course-names-proposed = Moodles Statements nennen ihn:
course-names-propose = Übernehmen
course-names-more = Weitere Kurse
refused-course-iri = „{ $iri }“ ist keine Adresse einer Aktivität wie https://lms.example.org/course/view.php?id=12.
refused-course-taken = So heißt schon ein anderer Kurs: { $iri }.
refused-course-many = Ein Kurs hat höchstens { $most } Adressen.
refused-course-no-group = Keine Gruppe heißt { $group }. Geben Sie die Adresse ihrer Seite an, ihre Kennung, oder wie Statements sie nennen.
refused-course-group = Die Gruppe des Kurses gehört jetzt zu einer anderen. Nach dem nächsten Start aus dem Kurs lässt sich das sagen.

platforms-empty-title = Keine Lernplattform ist verbunden
platforms-empty = Machen Sie unten einen Registrierungslink und fügen Sie ihn in Ihrer Plattform ein: Sie macht den Rest.
platforms-name = Name
platforms-launch = Letzter Aufruf
platforms-roster = Letzte Teilnehmerliste
platforms-score = Letzte Bewertung
platforms-state = Zustand
platforms-enabled = Verbunden
platforms-disabled = Gesperrt
platforms-failing = Ansehen
platforms-waiting = Wartet auf Zulassung
platforms-connect = Mit einem Link verbinden
platforms-connect-how = Der Link gilt einmal, { $hours } Stunden lang. In Moodle gehört er in „Tools verwalten“, in Canvas in „Developer-Schlüssel, LTI-Registrierung“, sonst dorthin, wo Werkzeuge dynamisch registriert werden.
platforms-make-link = Link machen
platforms-link-title = Der Registrierungslink
platforms-link-how = Fügen Sie diesen Link innerhalb von { $hours } Stunden in Ihrer Plattform ein. Er gilt einmal, und wer ihn hat, kann eine Plattform verbinden.
platforms-link-where = Die Plattform zeigt dann eine Seite von Coachlight: Stimmen Sie dort zu, und es ist getan.
platforms-home-page = Homepage der Konten in Statements
platforms-home-page-hint = Nur wenn Ihre Apps Personen mit Konten nennen, die die Plattform kennt; sonst leer lassen.
platforms-claim = Der Name des Kontos ist
check-claim-subject = die Nummer der Person in der Plattform
check-claim-username = der Benutzername
check-claim-sourced-id = die Kennung aus der Studienverwaltung
platforms-trust-email = Die Plattform prüft E-Mail-Adressen, sodass eine die Person verknüpfen darf
platforms-people = Ihre Personen in Statements
platforms-people-note = Mit welchen Konten die Statements von Apps die Personen dieser Plattform nennen. Was hier gesagt wird, gilt ab dem nächsten Start jeder Person und ab der nächsten ganzen Teilnehmerliste; was vorher verknüpft wurde, bleibt.
platforms-people-save = Speichern
platforms-own-keys = Ihr Schlüsselpaare geben, die keine andere Plattform hat
platforms-by-hand = Von Hand verbinden
platforms-by-hand-how = Tragen Sie diese Werte in der Plattform ein, dann unten die Werte der Plattform.
platforms-tool-url = Tool-URL, Target Link URI
platforms-login-url = Login-URL, OpenID Connect Initiation URL
platforms-redirects = Weiterleitungs-URIs
platforms-keyset = Öffentlicher Schlüsselsatz, Public JWK URL
platforms-domain = Domain
platforms-custom = Benutzerdefinierte Parameter
platforms-canvas = Canvas: Adresse der JSON-Datei
platforms-copy = Kopieren
platforms-copied = Kopiert
platforms-enter = Werte der Plattform eintragen
platforms-issuer = Issuer, Plattform-ID
platforms-client = Client-ID
platforms-authorization = Authentication Request URL
platforms-token = Access Token URL
platforms-jwks = Öffentlicher Schlüsselsatz der Plattform
platforms-deployment = Deployment
platforms-product = Produkt
platforms-product-hint = Darf leer bleiben. Canvas auf einem eigenen Rechner: canvas.
platforms-audience = OAuth2-Audience
platforms-audience-hint = Nur wenn die Plattform eine anzeigt, wie Brightspace; sonst leer lassen.
platforms-add = Verbinden
platforms-results = Ergebnisse aus der Plattform
platforms-since = Scheitert seitdem: { $why }
platforms-fails-in = Scheitert in: { $courses }. Die Liste der Kurse sagt, warum.
platforms-recovered = Es geht wieder.
platforms-error = Letzter Fehler
platforms-test = Jetzt prüfen
platforms-tested = Was funktioniert
platforms-enable = Aufrufe wieder zulassen
platforms-disable = Sperren
platforms-disabled-note = Von dieser Plattform kommt niemand herein, und ihre Teilnehmerlisten und Bewertungen ruhen. Soll die Verbindung ganz enden, entfernen Sie auch das Werkzeug in der Plattform: Coachlight kann das dort nicht.
platforms-keys = Unsere Schlüssel
platforms-keys-own = Diese Plattform hat eigene Schlüsselpaare.
platforms-keys-shared = Diese Schlüsselpaare teilen sich alle Plattformen, die keine eigenen haben.
platforms-key-signs = Unterschreibt
platforms-key-waits = Veröffentlicht
platforms-rotate = Neues Schlüsselpaar
platforms-deployments = Deployments
platforms-deployments-note = Stellen der Plattform, an denen das Werkzeug installiert ist. Eine, der niemand zugestimmt hat, darf nicht aufrufen.
platforms-course = Zuerst gesehen in
platforms-seen = Seit
courses-title = Kurse
courses-none = Noch hat kein Kurs Coachlight geöffnet. Jeder erscheint hier mit dem ersten Aufruf.
courses-course = Kurs
courses-group = Gruppe
courses-members = Auf der Liste
courses-fetched = Letzte Teilnehmerliste
courses-next = Nächste Teilnehmerliste
courses-columns = Spalten der Bewertungen
courses-column-gone = auf der Plattform gelöscht
courses-column-gone-note = Dorthin geht nichts mehr. Wählen Sie den Fortschritt mit einer Spalte auf der Plattform noch einmal aus, oder legen Sie die Spalte mit „coachlight platform grade add“ neu an, dann stehen alle Bewertungen wieder da. „coachlight platform grade remove“ beendet sie.
courses-results = Ergebnisse zuletzt gelesen:
courses-fetch = Teilnehmerliste jetzt holen
courses-due = wird geholt
courses-no-roster = Die Plattform bietet keine an.
platforms-refused = Abgewiesene Aufrufe
platforms-refused-none = Kein Aufruf wurde abgewiesen.
platforms-refused-note = Jeder mit dem Satz, der im Protokoll steht.
deployment-pending = Wartet auf Zulassung
deployment-approved = Zugelassen
deployment-disabled = Gesperrt
deployment-make-approved = Zulassen
deployment-make-disabled = Sperren
finding-keys = Die Schlüssel der Plattform
finding-token = Zugriffstoken
finding-lineitem = Spalten der Bewertungen anlegen und ändern
finding-lineitem-readonly = Spalten der Bewertungen lesen
finding-result-readonly = Ergebnisse lesen
finding-score = Bewertungen senden
finding-contextmembership-readonly = Teilnehmerlisten lesen
finding-contextgroup-readonly = Gruppen eines Kurses lesen
finding-works = Funktioniert
finding-fails = Scheitert
finding-off = Aus
rule-keys-unreachable = die Schlüssel der Plattform waren nicht zu holen
rule-keys-unfit = die Plattform veröffentlicht keinen brauchbaren Schlüssel
rule-token-refused = die Plattform verweigert ein Token: Kennt sie unsere Schlüssel?
rule-token-answer = die Antwort der Plattform enthält kein brauchbares Token
rule-token-endpoint = keine Adresse für Token ist bekannt
rule-scope-not-granted = die Plattform gewährt das nicht
rule-service-scope = die Plattform lässt Coachlight das nicht nutzen: Schalten Sie es dort in den Einstellungen des Werkzeugs ein
rule-unreachable = die Plattform war nicht zu erreichen
rule-address-refused = die Adresse ist privat oder nicht https; outbound.allow_private lässt das zu
rule-answer-too-large = die Antwort der Plattform ist zu groß
rule-origin-foreign = die Adresse liegt auf einem anderen Rechner als die Plattform
rule-registration = die gespeicherten Adressen sind unbrauchbar
rule-browser = der Browser hat nicht belegt, dass er den Aufruf begonnen hat
rule-deployment-unknown = das Deployment wartet auf Zulassung
rule-deployment-disabled = das Deployment ist gesperrt
rule-expired = das Token ist abgelaufen: Geht die Uhr der Plattform richtig?
rule-issued-at = die Zeit des Tokens stimmt nicht: Geht die Uhr der Plattform richtig?
rule-replay = das Token wurde schon verwendet
rule-anonymous = die Plattform sagt nicht, wer aufruft
rule-platform = die Plattform hat die Anmeldung abgelehnt
rule-login-target = der Link führt zu einer anderen Adresse als unserer
rule-registration-disabled = die Plattform ist gesperrt
rule-audience = das Token ist für ein anderes Werkzeug: Vergleichen Sie die Client-ID hier mit der der Plattform
rule-authorized-party = das Token wurde für ein anderes Werkzeug ausgestellt: Vergleichen Sie die Client-ID hier mit der der Plattform
rule-configuration-address = die Adresse der Konfiguration ist nicht https: Öffnen Sie den Link von der öffentlichen Adresse der Plattform aus; für eine Plattform im eigenen Netz siehe outbound.allow_private in der Konfiguration
rule-configuration-algorithms = Coachlight nimmt keine Signatur an, die die Plattform unter { $name } nennt: Lassen Sie die Plattform RS256 verwenden
rule-configuration-issuer = die Konfiguration spricht für { $issuer } und kommt von { $host }: Öffnen Sie den Link von der eigenen Adresse der Plattform aus
rule-configuration-member = { $name } fehlt in der Konfiguration der Plattform oder ist fehlerhaft: Verbinden Sie von Hand, und sagen Sie es denen, die die Plattform machen
rule-configuration-status = die Plattform antwortete { $status } und keine Konfiguration: Beginnen Sie in der Plattform noch einmal
rule-content-author = Inhalte wählt nur, wer den Kurs gestaltet: Geben Sie der Person im Kurs eine solche Rolle
rule-deep-linking-settings = die Plattform sagt nicht, was gewählt werden darf: Sagen Sie es denen, die die Plattform machen
rule-deployment = der Aufruf nennt kein Deployment: Installieren Sie das Werkzeug in der Plattform noch einmal
rule-for-user = der Aufruf sagt nicht, wessen Arbeit angesehen wird: Sagen Sie es denen, die die Plattform machen
rule-internal = Coachlight selbst ist gescheitert: Das Protokoll sagt, warum
rule-issuer = das Token ist von einer anderen Plattform: Vergleichen Sie den Aussteller hier mit dem der Plattform, Zeichen für Zeichen
rule-key-ambiguous = die Plattform hat mehrere Schlüssel und sagt nicht, welcher signiert hat: Ihre Schlüssel brauchen Schlüssel-IDs
rule-key-unfit = der Schlüssel der Plattform ist für eine andere Art von Signatur als die verwendete: Sehen Sie die Schlüssel der Plattform an
rule-key-unknown = die Plattform veröffentlicht den Schlüssel nicht, der signiert hat: Vergleichen Sie die Adresse ihres Schlüsselsatzes hier mit der der Plattform
rule-landing = die Seite hinter dem Aufruf wurde zu spät geöffnet: Öffnen Sie den Link noch einmal
rule-line-item = der Aufruf sagt nicht, welche Spalte der Bewertungen angesehen wird: Sagen Sie es denen, die die Plattform machen
rule-login-expired = die Anmeldung hat zu lange gedauert: Öffnen Sie den Link noch einmal
rule-login-malformed = ein Parameter der Anmeldung ist doppelt oder zu lang: Vergleichen Sie die Anmeldeadresse in der Plattform mit unserer
rule-login-missing = ein Parameter der Anmeldung fehlt: Vergleichen Sie die Anmeldeadresse in der Plattform mit unserer
rule-message-type = diese Art von Aufruf gibt es hier nicht: Sehen Sie in der Plattform die Art des Links an
rule-nonce = das Token gehört zu einer anderen Anmeldung: Öffnen Sie den Link noch einmal
rule-origin-malformed = die Plattform nennt eine Adresse, die keine ist: Sagen Sie es denen, die die Plattform machen
rule-origin-plain = die Plattform nennt eine Adresse ohne https: Geben Sie ihr eine, oder setzen Sie outbound.allow_private
rule-register-client = die Plattform sagt nicht, unter welcher Client-ID sie uns kennt: Sehen Sie dort nach, und verbinden Sie von Hand
rule-register-refused = die Plattform antwortete { $status } und nannte keinen Grund: Ihr Protokoll sagt, warum
rule-register-refused-because = die Plattform antwortete { $status }: „{ $said }“
rule-registration-ambiguous = die Plattform ist mehrmals verbunden, und ihre Anmeldung nennt keine Client-ID: Lassen Sie sie eine nennen
rule-registration-changed = die Konfiguration der Plattform hat sich geändert, seit sie gezeigt wurde
rule-registration-conflict = die Plattform ist schon verbunden, mit anderen Adressen
rule-registration-invite = der Registrierungslink ist unbekannt, verwendet oder abgelaufen
rule-registration-unknown = keine Plattform mit diesem Aussteller und dieser Client-ID ist verbunden: Vergleichen Sie beide mit denen der Plattform
rule-resource-link = der Aufruf sagt nicht, welcher Link geöffnet wurde: Sagen Sie es denen, die die Plattform machen
rule-roles = die Rollen des Aufrufs sind nicht lesbar: Sagen Sie es denen, die die Plattform machen
rule-service-foreign-page = die Liste der Plattform geht auf einem anderen Rechner weiter: Dort ist ihre eigene Adresse falsch eingetragen
rule-service-gone = was gefragt war, gibt es nicht mehr: Wurde der Kurs oder die Spalte gelöscht?
rule-service-loop = die Liste der Plattform führt im Kreis: Sagen Sie es denen, die die Plattform machen
rule-service-malformed = die Antwort der Plattform ist unvollständig: Sagen Sie es denen, die die Plattform machen
rule-service-not-taken = die Plattform nimmt das Gesendete nicht an: Wird die Person dort bewertet?
rule-service-refused = die Plattform lehnt ab, ohne zu sagen, warum: Vielleicht sagt es ihr Protokoll
rule-service-retry = die Plattform ist überlastet oder gestört: Es wird von selbst noch einmal versucht
rule-service-stale = die Plattform hat schon etwas Neueres: Es ist nichts zu tun
rule-service-token = die Plattform lehnt das Token ab, das sie eben gegeben hat: Sehen Sie dort die Dienste des Werkzeugs an und ihre Uhr
rule-service-too-many-pages = die Liste der Plattform endet nicht: Sagen Sie es denen, die die Plattform machen
rule-service-unfinished = die Liste der Plattform brach ab: Sie wird von selbst noch einmal gelesen
rule-service-unusable = was die Plattform antwortete, passt nicht zum Kurs: Der Kurs auf der Seite der Plattform sagt, warum
rule-state = die Anmeldung ist unbekannt oder schon verwendet: Öffnen Sie den Link noch einmal
rule-storage-not-offered = der Browser behält kein Cookie und die Plattform nichts an seiner Stelle: Öffnen Sie den Link in einem eigenen Fenster
rule-subject = die Plattform sagt nicht richtig, wer aufruft: Sagen Sie es denen, die die Plattform machen
rule-target-link-uri = der Aufruf führt zu einer anderen Adresse, als seine Anmeldung sagte: Sehen Sie in der Plattform die Adresse des Links an
rule-token-algorithm = das Token ist auf eine Art signiert, die nicht gilt: Lassen Sie die Plattform RS256 verwenden
rule-token-critical = das Token verlangt, was Coachlight nicht kennt: Sagen Sie es denen, die die Plattform machen
rule-token-malformed = das Token ist nicht lesbar: Sagen Sie es denen, die die Plattform machen
rule-token-parts = das Gesendete ist kein Token: Sagen Sie es denen, die die Plattform machen
rule-token-signature = die Signatur des Tokens ist falsch: Vergleichen Sie die Adresse des Schlüsselsatzes; stimmt sie, ist das Token gefälscht
rule-token-too-long = das Token ist zu lang: Lassen Sie die Plattform weniger eigene Parameter senden
rule-tool-key = unser eigener Schlüssel ist nicht lesbar: Wurde coachlight.key ersetzt? Ein neues Schlüsselpaar hilft
rule-version = der Aufruf ist nicht von LTI 1.3: Wählen Sie in der Plattform LTI 1.3

grade-comment-nothing = Dazu ist noch nichts bekannt.
grade-comment-competency = { $share } von 100 in „{ $name }“, aus { $count ->
    [one] einem Beleg
   *[other] { $count } Belegen
}; Stufe { $level }{ $levels ->
    [0] .
   *[other] {" "}von { $levels }.
}
grade-comment-goal = { $share } von 100 auf dem Weg zu Stufe { $target } in „{ $name }“, aus { $count ->
    [one] einem Beleg
   *[other] { $count } Belegen
}; Stufe { $level } ist erreicht.
visit-ended = Dieser Besuch ist beendet
visit-ended-what = Gehen Sie zurück in den Kurs und öffnen Sie den Link noch einmal.

# Deep linking
pick-title = Worauf soll der Kurs verweisen?
pick-many = Wählen Sie so viele Sie möchten.
pick-single = Ihre Lernplattform nimmt einen Link auf einmal.
pick-search = Suche
pick-find = Finden
pick-none = Nichts hat { $search } im Namen.
pick-group = { $name }: die Gruppe
pick-group-what = Coaches sehen den Bericht der Gruppe, Lernende ihre eigene Seite.
pick-board = { $name }: Rangliste
pick-board-what = Die Plätze der Mitglieder, die darauf stehen wollen.
pick-competency = Fortschritt: { $name }
pick-competency-what = Alle Lernenden sehen, wie weit sie sind und aufgrund welcher Nachweise; niemand sieht andere.
pick-goal = Ziel: { $name }
pick-goal-what = Alle Lernenden sehen den Weg zu der Stufe, die ihr Plan vorsieht.
pick-grade = Auch als Spalte der Bewertungen
pick-points = Punkte einer Bewertungsspalte (1 bis 100)
pick-preview = Vorschau
pick-members = { $count ->
    [one] Ein Mitglied
   *[other] { $count } Mitglieder
}
pick-no-progress = Noch ist von niemandem etwas bekannt.
pick-no-competency = Die Gruppe hat noch keine Kompetenz, also gibt es keinen Fortschritt, auf den verwiesen werden könnte. Geben Sie ihr eine unter „Gruppe bearbeiten“ und kommen Sie dann hierher zurück.
pick-no-group = Hier gibt es nichts zu wählen: Öffnen Sie dies aus einem Kurs, in dem Sie unterrichten.
pick-add = Zum Kurs hinzufügen
pick-cancel = Abbrechen
pick-nothing = Noch ist nichts gewählt. Wählen Sie mindestens eines.
pick-one = Ihre Lernplattform nimmt einen Link auf einmal. Wählen Sie einen.
pick-maximum = Geben Sie die Punkte der Bewertungsspalte an: eine ganze Zahl von 1 bis 100.
pick-not-taken = Ihre Lernplattform nimmt diese Art von Link nicht.
pick-done = Gewählt
pick-back = Zurück zum Kurs

# An- und Abmelden
sign-in-choose = Wo haben Sie Ihr Konto?
again-title = Bitte noch einmal anmelden
again-why = Was Sie vorhaben, legt viel offen oder ändert viel, und es ist länger als { $minutes } Minuten her oder nicht bekannt, wann Sie zuletzt gezeigt haben, wer Sie sind. Zeigen Sie noch einmal, dass Sie es sind; danach geht es hier weiter.
again-link = Sie sind über einen Einmal-Link gekommen. Lassen Sie sich einen neuen geben (coachlight sign-in-link), öffnen Sie ihn in diesem Browser und versuchen Sie es noch einmal.
resume-title = Willkommen zurück
resume-what = Was Sie abgeschickt hatten, hat auf Sie gewartet. Es geschieht, sobald Sie weitermachen.
resume-button = Weiter
signed-out-title = Sie sind abgemeldet
signed-out-what = Sie werden zur Anmeldeseite Ihrer Organisation gebracht, um auch dort abgemeldet zu werden.
signed-out-button = Auch dort abmelden

tool-description = Zeigt Coaches, wie es ihren Lerngruppen geht, und jedem den eigenen Fortschritt.
tool-open = Lerngruppe und Fortschritt
tool-choose = Aus Coachlight wählen
tool-review = Fortschritt

settings-title = Meine Einstellungen
settings-language = Sprache
settings-language-what = In ihr sind Seiten, Dateien und Briefe geschrieben.
settings-language-choose = Meine Sprache
settings-language-other = Die der Plattform, von der ich komme, oder meines Browsers
settings-zone = Zeitzone
settings-zone-what = Uhrzeiten – wann etwas gesagt wurde, eine Anmeldung, ein Eintrag im Protokoll – gelten in dieser Zeitzone, auf Seiten und in Dateien. Tage – wann etwas fällig ist, wann jemand aktiv war, Wochen und Monate – sind die der Organisation ({ $zone }).
settings-zone-now = Dort ist es jetzt { $now }: { $zone }.
settings-zone-choose = Meine Zeitzone
settings-zone-how = Eine Stadt oder der Name einer Zeitzone wie Europe/Berlin.
settings-zone-told = Bleibt das Feld leer, gilt die Ihrer Anmeldung: { $zone }.
settings-zone-none = Bleibt das Feld leer, gilt die der Organisation: { $zone }.
settings-save = Speichern
sessions-title = Meine Sitzungen
sessions-note = Wo Sie angemeldet sind. Eine Sitzung endet { $idle } Minuten nach dem letzten Klick und { $hours } Stunden nach der Anmeldung.
sessions-where = Wo
sessions-by = Angemeldet über
sessions-since = Seit
sessions-seen = Zuletzt gesehen
sessions-this = Diese hier
sessions-end = Beenden
sessions-end-others = Alle anderen beenden
sessions-unknown = Unbekannter Browser
sessions-by-link = Einmal-Link
sessions-by-platform = Lernplattform

looks-title = Wer hat geschaut?
looks-note = Alle anderen, die Sie oder Daten über Sie angesehen haben, je Stunde und Art einmal. Das wird { $months } Monate aufbewahrt.
looks-empty-title = Niemand hat geschaut
looks-who = Wer
looks-what = Was
looks-when = Wann
looks-system = Das System { $system }
look-api = Daten über die Programmierschnittstelle
look-group = Eine Gruppe, in der Sie sind
look-inbox = Was heute einen Coach braucht
look-page = Ihre Seite
look-platform = Eine Seite in der Lernplattform
look-statement = Was Sie getan haben, wie es aufgezeichnet ist

admin-people = Personen
people-note = Wer sie sind und wo sie angemeldet sind. Der Fortschritt gehört ihnen und ihren Coaches.
people-name = Teil des Namens
people-find = Suchen
people-none-title = Niemand gefunden
people-none = Kein Name enthält diesen Text. Personen ohne Namen findet coachlight person find.
people-enabled = Darf herein
people-disabled = Ausgesperrt
people-enable = Wieder hereinlassen
people-disable = Aussperren
people-disable-note = Alle Sitzungen enden sofort, und die Anmeldung wird verweigert.
people-known-by = Bekannt als
people-sessions = Sitzungen
people-sessions-none = Nirgends angemeldet.
people-end-sessions = Alle Sitzungen beenden

admin-sign-in = Anmeldung
sign-in-test-note = Probieren Sie eine Anmeldung aus: Sie sehen, was der Anbieter über Sie sagt und welche Regel welche Rolle ergibt. Ihre Sitzung bleibt, wie sie ist.
sign-in-test = Anmeldung testen
sign-in-empty-title = Kein Anbieter ist eingerichtet
sign-in-down = Nicht erreichbar
sign-in-back-channel = Adresse für Back-Channel-Logout
sign-in-after = Adresse nach dem Abmelden
sign-in-claim = Claim der Rollen
role-administrator = Administration
role-coach = Coach
role-hr = Personalabteilung (Zahlen der ganzen Organisation)
tested-title = Was { $provider } über Sie sagt
tested-roles = Rollen
tested-none = Keine Regel passt auf einen Wert des Claims { $claim }: Wer sich so anmeldet, sieht nur die eigene Seite.
tested-why = { $value } in { $claim } passt auf die Regel { $rule }
tested-claims = Empfangene Claims

admin-audit = Prüfprotokoll
audit-note = Was die Administration getan hat. Jeder Eintrag enthält die Prüfsumme des vorigen: coachlight audit verify zeigt, ob einer verändert wurde.
audit-empty-title = Kein Eintrag
audit-empty = So etwas wurde noch nicht getan.
audit-act = Handlung
audit-all = Alle Handlungen
audit-number = Nummer
audit-when = Wann
audit-who = Wer
audit-what = Was
act-course-linked = Starts aus einem Kurs zu einer anderen Gruppe geführt
act-course-unlinked = Starts aus einem Kurs wieder zu seiner eigenen Gruppe geführt
act-course-called = Gesagt, wie Statements einen Kurs nennen
act-deployment-decided = Über eine Installation einer Lernplattform entschieden
act-feed-changed = Verbindung zu einem anderen Record Store geändert
act-key-made = API-Schlüssel erzeugt
act-key-replaced = API-Schlüssel ersetzt
act-key-revoked = API-Schlüssel widerrufen
act-persons-merged = Zwei Personen zusammengeführt
act-name-hidden = Zustimmung, mit Namen bekannt zu sein, zurückgenommen
act-name-shown = Zugestimmt, in einem Gespräch mit Namen bekannt zu sein
act-persons-parted = Zusammenführung rückgängig gemacht
act-person-disabled = Person ausgesperrt
act-person-enabled = Person wieder hereingelassen
act-platform-added = Lernplattform registriert
act-platform-people = Wer die Personen einer Lernplattform sind, wurde gesagt
act-platform-renewed = Lernplattform neu registriert
act-platform-invited = Registrierungslink erzeugt
act-platform-switched = Starts erlaubt oder gestoppt
act-platform-key-rotated = Neues Schlüsselpaar für Plattformen
act-report-renewed = Bericht zur Neuberechnung freigegeben
act-restriction-answered = Einschränkung oder Widerspruch beantwortet
act-restriction-asked = Einschränkung oder Widerspruch verlangt
act-restriction-ending = Ende einer Einschränkung angekündigt
act-restriction-over = Einschränkung beendet
act-roles-assigned = Rollenprofile vermerkt
act-rules-decided = Regeln des Fortschritts festgelegt
act-sessions-ended = Sitzungen beendet
act-sign-in-link-made = Einmal-Link zum Anmelden erzeugt
act-sign-in-tested = Anmeldung ausprobiert
act-vocabulary-decided = Vokabular festgelegt
act-weights-decided = Gewichte festgelegt

section-arriving = Was ankommt
section-people = Personen
section-connections = Verbindungen
section-audit = Prüfprotokoll
known-administrator = von der Administration festgelegt
known-first_seen = zuerst in einem Statement gesehen
known-lti_launch = durch einen Start bestätigt
known-lti_roster = durch eine Teilnehmerliste bestätigt
known-sign_in = bei der Anmeldung bestätigt
admin-likenesses = Wer könnte wer sein
likeness-count = { $count ->
    [0] Nichts wartet auf eine Antwort
    [one] Ein Paar wartet auf eine Antwort
   *[other] { $count } Paare warten auf eine Antwort
}
likeness-looked = Zuletzt gesucht: { $when }
likeness-note = Diese Liste führt niemanden zusammen: Sie entscheiden. Ihre Antwort wird gemerkt, und das Paar wird nicht noch einmal vorgeschlagen.
likeness-look = Jetzt noch einmal suchen
likeness-empty-title = Niemand ähnelt jemand anderem
likeness-empty = Mehrmals am Tag werden alle verglichen. Ein Paar erscheint, wenn zwei Personen eine Adresse, eine Matrikelnummer oder einen Namen zusammen mit einer Gruppe oder einem Konto teilen.
likeness-apart = Beide haben ein eigenes Konto bei { $place }
likeness-consider = Ansehen, was sich ändern würde
likeness-refuse = Es sind zwei Personen
reason-same-address = Gleiche E-Mail-Adresse
reason-same-sourced-id = Gleiche Matrikelnummer
reason-same-account = Gleicher Kontoname
reason-same-local-part = Adresse beginnt gleich
reason-same-name = Gleicher Name
reason-same-group = Gleiche Gruppe
admin-alone = Nicht bestätigt
alone-note = Personen, die nur durch eine Kennung in Statements bekannt sind: Keine Anmeldung und keine Lernplattform bestätigt sie.
alone-empty-title = Alle sind bestätigt
alone-empty = Jede Person hat sich angemeldet, kam von einer Lernplattform oder ist durch mehrere Kennungen bekannt.
alone-name = Person
alone-identifier = Bekannt als
alone-since = Zuerst gesehen
admin-merges = Zusammenführungen
merges-note = Die letzten 200. Eine Zusammenführung lässt sich rückgängig machen; was seither geschah, bleibt, wo es ist.
merges-empty-title = Niemand wurde zusammengeführt
merges-empty = Erweisen sich zwei Personen als eine, steht die Zusammenführung hier mit ihrem Grund und lässt sich rückgängig machen.
merges-undone = Rückgängig gemacht am { $when }
merges-undo = Rückgängig machen
merges-undo-note = Die übertragenen Kennungen, Rollen und Hinweise gehen zurück, und es sind wieder zwei Personen.
merges-undo-now = Wieder trennen
merge-title = Zusammenführen mit { $name }
merge-choose = Wer ist diese Person noch? Suchen Sie nach dem Namen.
merge-note = Noch ist nichts geändert. Das käme heraus, wenn Sie die beiden zusammenführen.
merge-kept = Bleibt. Alles gehört von da an zu ihr.
merge-merged = Wird Teil der Person links. Ihre Sitzungen enden.
merge-exchange = Stattdessen die andere behalten
merge-counts = Vorher und nachher
merge-what = Was
merge-after = Zusammen
merge-identifiers = Kennungen
merge-groups = Gruppen
merge-evidence = Statements, die etwas belegen
merge-competencies = Kompetenzen mit Plan oder Beleg
merge-reached = Kompetenzen mit erreichter Stufe
merge-alerts = Offene Hinweise
merge-snoozed = Zurückgestellte Hinweise
merge-levels = Die Stufe wäre in { $rises } Kompetenzen höher und in { $falls } niedriger. Die Zahlen selbst gehören der Person und ihren Coaches.
merge-decide = Zusammenführen
merge-reason = Warum es dieselbe Person ist (bleibt bei der Zusammenführung stehen)
merge-now = Zu einer Person machen
merge-undo-note = Dafür ist eine Anmeldung aus letzter Zeit nötig; es lässt sich rückgängig machen.
merge-no-reason = Sagen Sie in 1 bis 500 Zeichen, warum es dieselbe Person ist.
people-merge = Mit jemand anderem zusammenführen
act-framework-decided = Kompetenzrahmen geändert
act-delivery-retried = Zustellung noch einmal versucht
act-suggestion-refused = Zwei Personen als zwei erkannt

section-meaning = Bedeutung und Regeln
admin-sources = Datenquellen
admin-unused = Nicht verwendet
admin-vocabulary = Vokabular
admin-rules = Regelwerk
sources-note = Wer Statements sendet, wie viele, und seit wann nichts mehr kam.
sources-empty-title = Noch ist nichts angekommen
sources-empty = Erzeugen Sie unter Verbindungen einen Schlüssel für Ihre App. Was sie sendet, wird hier nach Tagen gezählt.
sources-source = Quelle
sources-days = 30 Tage
sources-month = In 30 Tagen
sources-all = Insgesamt
sources-last = Letztes Statement
sources-by-day = Dasselbe als Zahlen nach Tagen
sources-day = Tag
sources-spark = { $sum } Statements in 30 Tagen, höchstens { $most } an einem Tag
sources-refused = In den letzten 30 Tagen abgelehnt
sources-none-refused = Keine Anfrage wurde abgelehnt.
sources-refusals = { $count ->
    [one] eine Anfrage
   *[other] { $count } Anfragen
}
unused-note = Diese Statements bleiben gespeichert und zählen nichts, solange ihr Grund besteht.
unused-empty-title = Alles wird verwendet
unused-empty = Woraus sich nichts machen lässt, steht hier mit dem Grund.
unused-statement = Statement
unused-reason = Grund
unused-no-rule = Keine Regel kennt das Verb
unused-nobody-to-credit = Eine anonyme Gruppe hat es getan
unused-no-score = Das Ergebnis fehlt oder ist nicht lesbar
unused-too-short = Zu wenig geschrieben
unused-sent-before = Dasselbe wurde schon gesendet
unused-unknown-contribution = Worum es geht, ist nicht bekannt
unused-no-group = Keine Gruppe zu finden
unused-alignments = Zuordnungen, die ins Leere zeigen
unused-alignments-none = Jede Zuordnung führt von etwas, wovon Statements handeln, zu einer bekannten Kompetenz.
unused-alignments-count = { $count ->
    [one] Eine Zuordnung zeigt ins Leere: Kein Statement handelt von ihrer Aktivität, oder niemand kennt ihre Kompetenz.
   *[other] { $count } Zuordnungen zeigen ins Leere: Kein Statement handelt von ihrer Aktivität, oder niemand kennt ihre Kompetenz.
}
unused-activity = Aktivität
unused-competency = Kompetenz
vocabulary-version = Die Fakten folgen der Version { $version }
unmapped-title = Verben, die keine Regel kennt
unmapped-none = Jedes Verb, das angekommen ist, ist bekannt.
unmapped-verb = Verb
unmapped-statements = Statements
unmapped-first = Zuerst
unmapped-last = Zuletzt
unmapped-actions = Aktionen
unmapped-map = Bedeutung festlegen
unmapped-sample = Beispiel ansehen
mapping-title = Festlegen, was ein Verb bedeutet
mapping-meaning = Es bedeutet, dass jemand
mapping-no-meaning = Wählen Sie, was das Verb bedeutet.
mapping-types = Nur wenn das Objekt einen dieser Typen hat
mapping-types-note = Eine IRI je Zeile; leer für jedes Objekt.
mapping-result = Nur wenn das Ergebnis enthält
mapping-any = irgendetwas oder nichts
mapping-note = Notiz für alle, die die Regeln später lesen
mapping-try = Ansehen, was sich ändern würde
meaning-posted = etwas Neues in einer Gruppe geschrieben hat
meaning-shared = etwas mit einer Gruppe geteilt hat
meaning-asked = etwas gefragt hat
meaning-replied = geantwortet oder kommentiert hat
meaning-liked = einen Beitrag gut fand
meaning-reflected = schriftlich reflektiert hat
meaning-viewed = etwas angesehen hat
meaning-attended = bei einem Workshop oder Treffen war
meaning-completed = etwas abgeschlossen hat
meaning-assessed = einen Test gemacht hat
meaning-transferred = etwas in die Praxis umgesetzt hat
meaning-progressed = Fortschritt an einem Ziel vermerkt hat
meaning-achieved = ein Ziel oder eine Kompetenz erreicht hat
meaning-planned = sich ein Ziel gesetzt hat
meaning-earned = ein Badge oder Zertifikat erworben hat
meaning-joined = einer Gruppe beigetreten ist
meaning-left = eine Gruppe verlassen hat
meaning-withdrew = einen Beitrag zurückgezogen hat
meaning-present = da war
meaning-nothing = etwas getan hat, das hier nichts bedeutet
trial-title = Was sich ändern würde
trial-summary = { $changed } von { $looked } angesehenen Statements würden zu etwas anderem. Die Version wäre { $version }.
trial-before = Heute
trial-after = Dann
trial-statements = Statements
trial-samples = Beispiele
document-title = Das Dokument
document-text = JSON
document-note = Durch Ausprobieren tritt nichts in Kraft. Ein leeres Feld steht für das Mitgelieferte.
document-try = Prüfen und ausprobieren
document-reason = Warum (bleibt bei der Entscheidung stehen)
document-no-reason = Sagen Sie in 1 bis 500 Zeichen, warum.
document-apply = In Kraft setzen
document-history = Entscheidungen
document-number = Entscheidung { $number }
document-shipped = Mitgeliefert
document-in-force = In Kraft
document-show = Dokument zeigen
document-restore = Wieder in Kraft setzen
document-restore-now = Noch einmal in Kraft setzen
renewal-title = Die Fakten werden neu abgeleitet
renewal-progress = { $done } von { $whole } Statements sind fertig.
renewal-note = Bis dahin zeigen die Seiten die alten Fakten. Laden Sie die Seite neu, um zu sehen, wie weit es ist.
rules-note = Jede Zahl zu Fortschritt, Beteiligung und Zustand der Gruppen steht in diesem Dokument. Wer es ändert, ändert sofort jede Zahl, auch für vergangene Tage.
rules-competency = Kompetenz
rules-up = Höhere Stufe
rules-down = Niedrigere Stufe
rules-people = Personen
rules-effect = Von { $looked } Personen hätten etwa { $moved } irgendwo eine andere Stufe. Die Version wäre { $version }.
rules-effect-withheld = Wie viele von { $looked } Personen irgendwo eine andere Stufe hätten, wird nicht gesagt: niemand, weniger als { $fewest } oder fast alle. Die Version wäre { $version }.
rules-part = Das sind die ersten nach Namen; nicht alle wurden berechnet.
rules-effect-note = Nur Anzahlen, auf fünf gerundet und nie von weniger als fünf Personen: Die Zahlen einer Person gehören ihr und ihren Coaches. Ein Strich heißt, dass eine Zahl zurückgehalten wird; Kompetenzen, von denen nichts gesagt werden darf, stehen nicht in der Liste. Wirkungen auf Beteiligung und Hinweise sind nicht gezählt.

section-overview = Übersicht
admin-overview = Verwaltung
admin-frameworks = Kompetenzrahmen
admin-deliveries = Zustellungen
overview-attention = { $count ->
    [0] Nichts braucht Sie
    [one] Ein Teil braucht einen Blick
   *[other] { $count } Teile brauchen einen Blick
}
overview-look = Ansehen
overview-well = In Ordnung
overview-sources = { $sources ->
    [0] Noch ist nichts angekommen: Legen Sie einen Schlüssel für Ihre App an, oder verbinden Sie eine Lernplattform
    [one] { $week } Statements in sieben Tagen aus einer Quelle{ $silent ->
        [0] {""}
       *[other] , die jetzt schweigt
    }
   *[other] { $week } Statements in sieben Tagen aus { $sources } Quellen{ $silent ->
        [0] {""}
        [one] ; eine schweigt jetzt
       *[other] ; { $silent } schweigen jetzt
    }
}
overview-refusals = { $count ->
    [0] In sieben Tagen wurde nichts abgelehnt
    [one] Eine Anfrage in sieben Tagen abgelehnt
   *[other] { $count } Anfragen in sieben Tagen abgelehnt
}
overview-unused = { $count ->
    [0] Jede Zuordnung führt irgendwohin
    [one] Eine Zuordnung zeigt ins Leere
   *[other] { $count } Zuordnungen zeigen ins Leere
}
overview-vocabulary = { $count ->
    [0] Jedes Verb ist bekannt
    [one] Ein Verb, das keine Regel kennt
   *[other] { $count } Verben, die keine Regel kennt
}
overview-rules = Die mitgelieferten Zahlen sind in Kraft
overview-rules-own = Ihre Entscheidung { $number } ist in Kraft
overview-frameworks = { $count ->
    [0] Noch kein Kompetenzrahmen: Nichts sagt, was gemessen wird
    [one] Ein Kompetenzrahmen
   *[other] { $count } Kompetenzrahmen
}
overview-restrictions = { $count ->
    [0] Niemand wartet auf Antwort
    [one] Eine Person wartet auf Antwort, überfällig: { $overdue }
   *[other] { $count } warten auf Antwort, überfällig: { $overdue }
}
overview-keys = { $count ->
    [0] Kein gültiger Schlüssel
    [one] Ein gültiger Schlüssel{ $ending ->
        [0] {""}
       *[other] ; er endet binnen 14 Tagen
    }
   *[other] { $count } gültige Schlüssel{ $ending ->
        [0] {""}
        [one] ; einer endet binnen 14 Tagen
       *[other] ; { $ending } enden binnen 14 Tagen
    }
}
overview-platforms = { $count ->
    [0] Keine Lernplattform
    [one] Eine Plattform
   *[other] { $count } Plattformen
}{ $failing ->
    [0] {""}
   *[other] ; { $failing } mit einem Fehler
}{ $waiting ->
    [0] {""}
    [one] ; eine hat ein Deployment, das auf Zulassung wartet
   *[other] ; { $waiting } haben Deployments, die auf Zulassung warten
}
overview-feeds = { $count ->
    [0] Nichts fließt zu oder von anderen Datenspeichern
    [one] Eine Weiterleitung oder ein Abruf{ $failing ->
        [0] {""}
       *[other] , gestört
    }
   *[other] { $count } Weiterleitungen und Abrufe{ $failing ->
        [0] {""}
       *[other] ; { $failing } gestört
    }
}
overview-deliveries = { $count ->
    [0] Nichts geht nach außen
    [one] Ein Ziel{ $troubled ->
        [0] {""}
       *[other] , gestört
    }
   *[other] { $count } Ziele{ $troubled ->
        [0] {""}
       *[other] ; { $troubled } gestört
    }
}
frameworks-empty-title = Noch kein Kompetenzrahmen
frameworks-empty = Importieren Sie unten einen: von einem CASE-Endpunkt, als CASE-Paket, als Tabelle von Moodle oder als einfache Tabelle.
frameworks-title = Kompetenzrahmen
frameworks-version = Version
frameworks-items = Kompetenzen
frameworks-changed = Geändert
import-title = Kompetenzrahmen importieren
import-note = Zuerst sehen Sie, was sich ändern würde; vorher wird nichts übernommen.
import-nothing = Wählen Sie eine Datei, fügen Sie ihren Text ein oder nennen Sie die Adresse eines CASE-Endpunkts.
import-file = Datei: ein CASE-Paket (JSON), die Tabelle von Moodle oder eine einfache (CSV)
import-text = Oder ihr Text
import-name = Titel
import-name-note = Nur für eine einfache Tabelle, die selbst keinen hat.
import-key = Woran eine spätere Tabelle desselben Rahmens erkannt wird; sonst am Titel
import-prefix = Womit Adressen von Kompetenzen beginnen, wo die Tabelle keine hat
import-address = Oder die Adresse eines CASE-Endpunkts oder eines Rahmens dort
import-choose = Welcher der Kompetenzrahmen
import-token = Zugriffstoken für den Endpunkt
import-preview = Ansehen, was sich ändern würde
import-new = Neu, mit { $items } Kompetenzen.
import-version = Er hätte die Version { $version } mit { $items } Kompetenzen.
import-take = Übernehmen
difference-none = Kein Unterschied.
difference-document = Am Rahmen selbst:
difference-added = Neu: { $count }
difference-changed = Geändert: { $count }
difference-removed = Entfallen: { $count }
difference-more = und { $count } weitere
difference-others = { $count } Beziehungen, Rubriken oder Begriffe unterscheiden sich.
framework-version = Version { $version }
framework-items = { $count } Kompetenzen
framework-tree = Kompetenzen
framework-coverage = { $known } von { $all } Kompetenzen sind durch Statements, Zuordnungen oder ältere Kompetenzen bekannt.
framework-versions = Versionen
framework-compare = Ansehen, was sich durch Zurückholen ändern würde
framework-compared = Was sich durch Zurückholen von Version { $version } ändern würde
framework-put-back = Wieder zur aktuellen Version machen
framework-export = Export
framework-export-note = Mit den Gewichten, die in Kraft sind. Die Tabelle von Moodle kennt ein Elternteil je Kompetenz und ganze Punkte als Gewichte.
tree-competency = Kompetenz
tree-weight = Gewicht
tree-levels = Stufen
tree-known = Bekannt durch
tree-unrated = nicht bewertet
tree-default = { $count } Stufen
tree-statements = { $count ->
    [one] ein Statement
   *[other] { $count } Statements
}
tree-alignments = { $count ->
    [one] eine Zuordnung
   *[other] { $count } Zuordnungen
}
tree-older = { $count ->
    [one] eine ältere Kompetenz
   *[other] { $count } ältere Kompetenzen
}
tree-nothing = noch nichts
tree-weigh = Gewichte der Teile
tree-weigh-now = Gewichte setzen
tree-cut = Nur die ersten { $count } sind zu sehen; der Export enthält alle.
deliveries-note = Was nach außen geht, wartet hier, bis die andere Seite es angenommen hat.
delivery-destinations = Ziele
delivery-work = Was wartet oder aufgegeben wurde
delivery-what = Was
delivery-attempts = Versuche
delivery-next-at = Nächster Versuch
delivery-error-at = Zeit des letzten Fehlers
delivery-kind = Art
delivery-all = Alle
delivery-platform = Lernplattform: Bewertungen
delivery-webhook = Webhook: Ereignisse
delivery-letters = Briefe
delivery-forwarding = Anderer Record Store: Statements
delivery-troubled-only = Nur gestörte
delivery-empty-title = Nichts zu zeigen
delivery-empty = Kein Ziel ist so.
delivery-destination = Ziel
delivery-state = Zustand
delivery-waiting = Wartet
delivery-given-up = Aufgegeben
delivery-last = Zuletzt angenommen
delivery-error = Letzter Fehler
delivery-off = Aus
delivery-failing = Gestört
delivery-well = In Ordnung
delivery-nothing-title = Nichts wartet
delivery-nothing = Alles, was zu senden war, wurde angenommen.
delivery-retry-all = Alles jetzt noch einmal versuchen
delivery-retry = Jetzt noch einmal versuchen
delivery-given-up-at = Aufgegeben am { $when }
delivery-next = { $attempts ->
    [one] Einmal gescheitert, nächster Versuch { $when }
   *[other] { $attempts }-mal gescheitert, nächster Versuch { $when }
}
delivery-waits = Wartet
work-column = Spalte einer Bewertungsübersicht
work-score = Bewertung
work-digest = Brief
work-event = Ereignis
work-other = Etwas anderes
export-title = Mitnehmen
export-csv = CSV
export-xlsx = Excel (XLSX)
export-zip = ZIP-Archiv
export-json = JSON
export-ndjson = JSON-Zeilen
export-id = Kennung
export-target = Zielstufe
export-confidence = Wie viel bekannt ist
export-lapses = Hält ohne Neues bis
export-before = Vorher
export-after = Nachher
export-digest = Prüfsumme
export-of-archive = Alles über mich
export-of-audit = Was Administratoren getan haben
export-of-board = Rangliste
export-of-group = Gruppe
export-of-groups = Meine Gruppen
export-of-looks = Wer mich angesehen hat
export-of-matrix = Personen und Kompetenzen
export-of-goals = Ziele und Schritte
export-of-plan = Entwicklungsplan
export-of-today = Heute
export-version = Version
export-made-at = Entstanden
export-signed-learner = Von der lernenden Person unterschrieben
export-signed-coach = Vom Coach unterschrieben
export-done = Erledigt
export-since = Seit
export-closed = Abgeschlossen am
export-verified = Bestätigt am
export-mark = Wie gut
export-alerts = Hinweise
export-rule = Regel
export-questions = Fragen ohne Antwort
export-waiting = Werktage gewartet
export-disagreements = Widersprüche
export-open = Offen
export-results = Ergebnisse
export-of-progress = Fortschritt
export-of-report = Bericht
export-of-reviews = Entwicklungsgespräche
export-of-statements = Statements
export-is-cancelled = Abgebrochen
export-is-done = Fertig
export-is-expired = Abgelaufen
export-is-failed = Fehlgeschlagen
export-is-queued = Wartet
export-is-running = In Arbeit
exports-title = Meine Exporte
exports-note = Was groß sein kann, entsteht im Hintergrund. Eine Datei wird { $hours } Stunden aufbewahrt, nur für Sie.
exports-empty-title = Keine Exporte
exports-empty = Seiten geben unter „Mitnehmen“ heraus, was sie zeigen. Was im Hintergrund entsteht, erscheint hier.
exports-what = Was
exports-when = Angefordert
exports-state = Stand
exports-file = Datei
exports-fetch = Herunterladen
exports-until = bis { $when }
exports-cancel = Abbrechen
exports-remove = Entfernen
exports-refresh = Aktualisieren
look-export = Daten über Sie, als Datei
act-export-made = Daten als Datei mitgenommen
export-pdf = PDF
export-of-review = Entwicklungsgespräch
paper-as-of = Stand { $date }
paper-nothing = Nichts.
paper-coaches = Begleitet von
paper-person = Person
paper-coach = Coach
paper-signed = Datum, Unterschrift
paper-then = Damals
paper-now = Jetzt
paper-page = Seite { $page } von { $of }
archive-title = Alles über { $name }
archive-made = Zusammengestellt am { $when } von { $house }.
archive-note = Jede Datei enthält, was über Sie gespeichert ist, so wie es gespeichert ist. Personen und Gruppen stehen darin mit ihren Kennungen.
archive-not-in-it = Nicht enthalten ist, was Ihr Coach nur für sich selbst notiert hat, was andere Personen betrifft und was die Verwaltung protokolliert. Fragen Sie danach, wenn Sie es brauchen.
archive-file = Datei
archive-what = Was darin steht
archive-count = Anzahl
archive-statements = Was Apps über Sie gemeldet haben: ein Statement (xAPI) je Zeile, genau wie gespeichert
archive-attachments = Dateien, die Ihren Statements beigefügt sind; sie heißen nach ihrer Prüfsumme (SHA-2), die im Statement steht
archive-documents = Zwischenstände und Profile, die Apps über Sie abgelegt haben: diese Liste sagt, was in welcher Datei unter documents/ steht
archive-progress = Wie weit Sie in welcher Kompetenz sind (Tabelle)
archive-classes = Wie viel welche Art von Nachweisen dazu beiträgt (Tabelle)
archive-evidence = Jeder Nachweis, mit Gewicht und Tag: warum die Zahlen so sind (Tabelle)
archive-levels = Was jede Stufe verlangt und ob es vorliegt (Tabelle)
archive-progress-json = Dieselben vier Tabellen zum Einlesen in andere Programme
archive-looks = Wer Sie wann angesehen hat (Tabelle)
archive-goals = Ziele und vereinbarte Schritte
archive-plans = Entwicklungspläne in allen Fassungen
archive-reviews = Gespräche: was beide festgehalten haben, was dabei gezeigt wurde, und Ihre eigenen privaten Notizen
archive-pins = Stufen, die ein Coach bestätigt hat
archive-disagreements = Widersprüche und die Antworten darauf
archive-hints = Hinweise von Coaches an Sie
archive-absences = Zeiten, in denen Sie abwesend sind
archive-boards = In welcher Gruppe Sie auf der Rangliste stehen wollen
archive-identifiers = Name, Adressen und Konten, an denen Sie erkannt werden, und woher sie bekannt sind
archive-settings = Die Sprache und die Zeitzone, die Sie gewählt haben, und die, die Ihre Anmeldung nennt
archive-restrictions = Einschränkungen und Widersprüche, die Sie verlangt haben, mit den Antworten

privacy-title = Meine Daten
privacy-note = Was über Sie gespeichert ist und wozu, wer es angesehen hat und was Sie verlangen können.
privacy-see = Ansehen
privacy-mirror = Mein Fortschritt: was Ihr Coach von Ihnen sieht
privacy-pseudonym = Coaches und Mentoren sehen Sie als { $pseudonym }, bis Sie einem Gespräch mit ihnen zustimmen.
privacy-named = { $coach } kennt Ihren Namen: Sie haben dem Gespräch vom { $date } zugestimmt.
privacy-asked-name = { $coach } bittet um ein Gespräch am { $date } und kennt Ihren Namen nicht.
privacy-naming = Gespräch öffnen
privacy-take = Mitnehmen
privacy-take-how = Alles, was über Sie gespeichert ist, in einem Archiv: mit einer Seite, die jede Datei erklärt. Es wird im Hintergrund zusammengestellt und liegt dann unter „Meine Exporte“.
privacy-take-do = Archiv zusammenstellen
privacy-kept = Was gespeichert ist
privacy-what = Was
privacy-why = Wozu
privacy-how-long = Wie lange
privacy-activity = Was Sie in Lern-Apps und Gruppen getan haben
privacy-activity-why = Damit Sie und Ihr Coach sehen, wie weit Sie gekommen sind, und die Gruppe ihr Gespräch sieht.
privacy-activity-long = Bis Sie gelöscht werden
privacy-coaching = Pläne, Ziele, Gespräche, Notizen und Hinweise
privacy-coaching-why = Was Sie und Ihr Coach vereinbaren.
privacy-coaching-long = Bis Sie gelöscht werden
privacy-looks = Wer Sie angesehen hat
privacy-looks-why = Damit Sie es wissen.
privacy-looks-long = { $months } Monate
privacy-sessions = Sitzungen, mit Browser und Zeit
privacy-sessions-why = Damit Sie angemeldet bleiben und das beenden können.
privacy-sessions-long = Höchstens { $hours } Stunden
privacy-identifiers = Name, Adressen, Konten, Zeitzone und Sprache
privacy-identifiers-why = Damit erkannt wird, dass Angaben von Apps Ihre sind, und Uhrzeiten in Ihrer Zeitzone stehen.
privacy-identifiers-long = Bis Sie gelöscht werden
privacy-audit = Handlungen der Verwaltung, die Sie betreffen
privacy-audit-why = Damit geprüft werden kann, wer was getan hat.
privacy-audit-long = Auf Dauer; nach einer Löschung unter einem Pseudonym
privacy-texts-shorter = Was Sie in Apps geschrieben haben: { $count } Monate
privacy-likes-and-views-shorter = Likes und Ansichten: { $count } Monate
privacy-documents-shorter = Was Apps über Sie ablegen: { $count } Monate nach der letzten Änderung
privacy-refusals-shorter = Abgelehnte Anfragen von Apps: { $count } Monate
privacy-audit-shorter = Hier: { $count } Monate
privacy-left-shorter = Wenn Sie ausgeschlossen sind: nach { $count } Tagen gelöscht
privacy-correct = Berichtigen
privacy-correct-how = Bei jeder Zahl Ihres Fortschritts können Sie öffnen, warum sie so ist, und widersprechen. Ihr Coach muss antworten.
privacy-erase = Gelöscht werden
privacy-erase-how = Sie können verlangen, dass alles über Sie gelöscht wird. Was Ihre Gruppe gezählt hat, bleibt, aber niemandem zugeordnet. Die Verwaltung entscheidet und antwortet Ihnen hier.
privacy-asked = Verlangt am { $when }; noch nicht beantwortet
privacy-withdraw = Ich will es nicht mehr
privacy-declined = Abgelehnt am { $when }, und zwar:
privacy-reason = Warum (Sie müssen nichts angeben)
privacy-ask = Löschung verlangen

restriction-title = Einschränken oder widersprechen
restriction-how = Sie können verlangen, dass Ihre Daten aufbewahrt, aber nicht verwendet werden (DSGVO, Artikel 18), und einer einzelnen Verwendung widersprechen (Artikel 21). Die Administration antwortet binnen eines Monats. Was gilt, können Sie jederzeit zurücknehmen.
restriction-past = Was vorbei ist
restriction-ask = Alle meine Daten nur aufbewahren
restriction-ask-do = Verlangen
restriction-why = Warum
restriction-ground-accuracy = Die Daten stimmen nicht, und das soll geprüft werden.
restriction-ground-unlawful = Die Daten werden unrechtmäßig verwendet und sollen nicht gelöscht werden.
restriction-ground-claims = Die Daten werden für Rechtsansprüche gebraucht, und sonst braucht sie niemand.
restriction-ground-objection = Ein Widerspruch
restriction-words = Was dazu zu sagen ist (kann leer bleiben)
restriction-object = Einer Verwendung widersprechen
restriction-object-do = Widersprechen
restriction-use = Welche Verwendung
restriction-situation = Warum, aus der eigenen Lage der Person
restriction-use-everything = Jede Verwendung der Daten
restriction-use-boards = Ranglisten
restriction-use-suggestions = Vorschläge für Gruppen, nach dem, was noch zu lernen ist
restriction-use-alerts = Meldungen über Untätigkeit, Ziele und Ergebnisse, die zu wenig Zeit brauchten
restriction-use-reports = Berichte der Organisation
restriction-use-reviews = Zahlen für Entwicklungsgespräche
restriction-asked = wartet auf Antwort
restriction-asked-holds = abgestellt, bis geantwortet ist
restriction-granted = abgestellt
restriction-upheld = auf Dauer abgestellt
restriction-ending = endet bald
restriction-refused = abgelehnt
restriction-over = vorbei
restriction-withdrawn = zurückgenommen
restriction-asked-on = Verlangt am { $when }.
restriction-due = Eine Antwort ist fällig bis { $when }.
restriction-answered-on = Beantwortet am { $when }:
restriction-over-on = Vorbei seit { $when }.
restriction-ends-on = Es endet am { $when }.
restriction-ends-unknown = Es endet sieben Tage, nachdem die Person es hier gesehen hat oder es ihr anders gesagt wurde.
restriction-withdraw = Zurücknehmen
restriction-members = Eingeschränkt
restriction-chip = eingeschränkt
restriction-members-note = Die Daten dieser Mitglieder werden aufbewahrt, aber nicht verwendet: Sie haben es verlangt oder lassen etwas prüfen. Nichts von ihnen wird hier gezeigt oder gezählt. Sprechen Sie direkt mit ihnen; was sie inzwischen tun, wird aufbewahrt.
restriction-unprepared = Für dieses Gespräch werden keine Zahlen zusammengestellt, weil die Person dem widerspricht. Sprechen Sie über das, was Sie beide mitbringen.
restriction-link = Einschränken oder widersprechen
admin-restrictions = Einschränkungen
restriction-admin-note = Wessen Daten nur aufbewahrt werden sollen und wer einer Verwendung widerspricht. Auf jedes muss binnen eines Monats geantwortet werden.
restriction-waiting = Zu beantworten
restriction-waiting-none = Niemand wartet auf Antwort.
restriction-holding = In Kraft
restriction-holding-none = Nichts ist eingeschränkt.
restriction-recipients = Wer vorher Daten der Person erhalten hat (Weiterleitungen, Plattformen, Webhooks, Dateien), muss von einer Einschränkung erfahren (DSGVO, Artikel 19).
restriction-overdue = überfällig
restriction-by-letter = Von der Administration eingetragen.
restriction-answer = Antwort, die die Person liest. Ein Widerspruch wird nur aus zwingenden Gründen abgelehnt, die schwerer wiegen als ihre.
restriction-grant = Stattgeben
restriction-refuse = Ablehnen
restriction-notice = Warum sie endet; die Person liest es
restriction-told-already = Die Person weiß es schon, etwa durch einen Brief
restriction-end = Ende ankündigen
restriction-told = Der Person wurde es anders gesagt
restriction-withdraw-for = Auf eigenen Wunsch der Person beenden
restriction-of = Einschränkungen von { $name }
restriction-all = Was verlangt wurde
restriction-write-down = Eine Einschränkung eintragen
restriction-write-down-note = Aus einem Brief oder Gespräch. Sie gilt sofort.
restriction-object-note = Er gilt sofort und wartet auf Antwort.

admin-erasures = Löschungen
erasures-note = Wer gelöscht werden will und wie weit Löschungen sind.
erasures-wishes = Verlangt
erasures-no-wishes = Niemand wartet auf Antwort.
erasures-answer = Warum nicht gelöscht wird
erasures-decline = Ablehnen
erasures-done = Löschungen
erasures-none = Es wurde noch niemand gelöscht. Die Seite einer Person unter „Personen“ führt dorthin.
erasures-mark = Pseudonym
erasures-begun = Begonnen
erasures-state = Stand
erasures-statements = Umgeschriebene Statements
erasures-waiting = Wartet, bis die Fakten abgeleitet sind
erasures-rewriting = Statements werden umgeschrieben
erasures-searching = Das Protokoll wird durchsucht: { $part } von { $whole }
erasures-removing = Der Rest wird entfernt
erasures-over = Abgeschlossen seit { $when }

admin-retention = Aufbewahrung
retention-note = Von selbst verschwindet nichts. Für jede Art von Daten können Sie eine Frist einschalten; danach geht nach und nach, was älter ist, und lässt sich nicht zurückholen.
retention-for-ever = Wird auf Dauer aufbewahrt
retention-recommended = Empfohlen: { $period }
retention-months = { $count ->
    [one] 1 Monat
   *[other] { $count } Monate
}
retention-days = { $count ->
    [one] 1 Tag
   *[other] { $count } Tage
}
refused-retention-period = Die Frist ist eine ganze Zahl von 1 bis { $longest }.
retention-period-months = Frist in Monaten
retention-period-days = Frist in Tagen
retention-consider = Ansehen, was ginge
retention-switch-on = Frist einschalten
retention-switch-off = Auf Dauer aufbewahren
retention-preview = { $what }: { $period }
retention-preview-count = { $count ->
    [0] Im Augenblick ginge nichts
    [one] 1 Eintrag von vor dem { $when } ginge
   *[other] { $count } Einträge von vor dem { $when } gingen
}, und von da an fortlaufend, was die Frist überschreitet.
retention-warning = Das lässt sich nicht rückgängig machen. Sicherungen enthalten die Daten noch, solange Sie sie aufheben.
retention-gone = { $count ->
    [0] Es war noch nichts zu entfernen.
    [one] 1 Eintrag ist gegangen.
   *[other] { $count } Einträge sind gegangen.
}
retention-done = Zuletzt nachgesehen: { $when }.
retention-under-way = Was älter ist, wird gerade entfernt.
retention-texts = Texte in Statements
retention-texts-what = Geschriebenes, Antworten, freier Text in Erweiterungen und Anhänge. Wer wann was getan hat, Punkte und die Länge der Texte bleiben; kein Wert ändert sich.
retention-likes-and-views = Likes und Ansichten
retention-likes-and-views-what = Sie verschwinden ganz. Likes zählen ein wenig für den Fortschritt dessen, der sie bekommen hat; das zählt dann nicht mehr.
retention-documents = Dokumente von Apps
retention-documents-what = Zwischenstände und Profile, die Apps über Personen ablegen, wenn sie so lange nicht geändert wurden.
retention-refusals = Abgelehnte Anfragen
retention-refusals-what = Welche Anfragen von Apps warum abgelehnt wurden.
retention-audit = Prüfprotokoll
retention-audit-what = Was die Verwaltung getan hat. Es geht monatsweise; ein Eintrag hält fest, wo das Protokoll nun beginnt, so dass es prüfbar bleibt.
retention-left = Ausgeschlossene Personen
retention-left-what = Wer so lange ausgeschlossen ist, wird gelöscht, wie auf der Seite „Löschungen“ beschrieben. Was gezählt wurde, bleibt, aber niemandem zugeordnet.
retention-fixed = Was ohnehin endet
retention-looks = Wer wen angesehen hat: nach { $count } Monaten (Einstellung privacy.looks_months)
retention-sessions = Sitzungen: spätestens nach { $count } Stunden (Einstellung sso.session_hours)
retention-exports = Dateien von Exporten: nach { $count } Stunden (Einstellung exports.keep_hours)
retention-rest = Alles andere, auch Pläne, Gespräche, Bewertungen und woraus Fortschritt berechnet wird, bleibt, bis die Person gelöscht wird.

erase-link = Diese Person löschen …
erase-title = { $name } löschen?
erase-note = Was gezählt wurde, bleibt, aber niemandem zugeordnet. Alles andere von dieser Person verschwindet auf Dauer.
erase-identifiers = Wird zum Pseudonym
erase-by-hand = Von Hand zu ändern
erase-by-hand-note = Diese Adressen und Namen enthalten, wie die Person heißt, und bleiben, weil etwas nach ihnen arbeitet oder sie jemand anderem gehören können. Gehört ein Konto derselben Person, führen Sie die beiden vorher zusammen.
by-hand-agents = Konto oder Adresse von jemand anderem:
by-hand-feed-keys = Benutzername einer Verbindung:
by-hand-feeds = Adresse einer Verbindung:
by-hand-key-home-pages = Systeme eines Schlüssels:
by-hand-platforms = Kennung einer Plattform:
by-hand-webhooks = Adresse eines Webhooks:
erase-goes = Was verschwindet
erase-what = Was
erase-count = Wie viele
erase-statements = Statements, die umgeschrieben werden
erase-actor = … in denen sie gehandelt hat
erase-object = … über sie
erase-team = … in deren Team sie ist
erase-context = … die sie als Anleitende oder sonst nennen
erase-authority = … für die sie bürgt
erase-attachments = Anhänge
erase-now = Löschen
erase-not-oneself = Sie können sich nicht selbst löschen. Jemand anderes aus der Verwaltung kann es.
erase-warning = Es beginnt sofort und lässt sich nicht rückgängig machen. Andere Record Stores und Plattformen, denen etwas gesendet wurde, müssen es selbst löschen.
erase-sure = Ich bin sicher
erase-do = Endgültig löschen

held-mentorships = Mentorschaften
held-sign-in-identifiers = Konten zum Anmelden oder Starten
held-coach-notes = Vermerke, dass sie Coach ist
held-exports = Exporte; mit ihnen gehen alle Dateien, in denen die Person stehen kann
held-hints = Was Plattformen unbestätigt über sie gesagt haben
held-suggestions = Vorschläge, wer sie sein könnte
held-absences = Abwesenheiten
held-pseudonyms = Pseudonyme
held-choices-of-content = Offene Auswahlen von Inhalten
held-looks-at-them = Blicke auf sie
held-coached-groups = Gruppen, die sie begleitet
held-board-choices = Entscheidungen zur Rangliste
held-sessions = Sitzungen
held-sign-in-links = Einmal-Links
held-held-forms = Formulare, die auf eine Anmeldung warten
held-roster-places = Plätze in Gruppen durch eine Teilnehmerliste
held-roster-entries = Einträge in Teilnehmerlisten
held-roster-changes = Änderungen durch Teilnehmerlisten
held-grades = An Plattformen gesendete Bewertungen
held-platform-results = Von Plattformen gelesene Ergebnisse
held-unsaid-acts = Noch nicht gemeldete Handlungen
held-plan-versions = Fassungen von Plänen
held-plans = Entwicklungspläne
held-pins = Bestätigte Stufen
held-disagreement-notes = Notizen zu Widersprüchen
held-disagreements = Widersprüche
held-notes-on-their-reviews = Private Notizen zu ihren Gesprächen
held-reviews = Gespräche
held-private-notes = Private Notizen von ihr
held-roles = Rollenprofile
held-restrictions = Einschränkungen und Widersprüche
held-alert-events = Ereignisse zu Hinweisen
held-alerts-seen = Gesehene Hinweise
held-alerts = Hinweise
held-letter-settings = Einstellungen zu Briefen
held-letters-sent = Gesendete Briefe
held-merges = Zusammenführungen mit anderen Personen
held-documents = Dokumente von Apps
held-refusals = Abgelehnte Anfragen, die etwas von ihr wiederholen
held-audit-entries = Einträge im Prüfprotokoll (ein Pseudonym tritt an ihre Stelle)
held-events = An Apps gemeldete Ereignisse (ein Pseudonym tritt an ihre Stelle)
held-wishes-to-be-erased = Wünsche, gelöscht zu werden
act-entries-removed = Alte Einträge des Prüfprotokolls entfernt
act-retention-decided = Aufbewahrung festgelegt
act-erasure-begun = Löschung einer Person begonnen
act-erasure-declined = Löschwunsch abgelehnt
act-person-erased = Person gelöscht
act-identifier-admitted = Gelöschte Kennungen wieder zugelassen

# Berichte

report-title = Berichte
report-note = Zahlen der ganzen Organisation, ohne Personen. Zahlen sind auf Fünfer gerundet. Ein Strich heißt, dass eine Zahl zurückgehalten wird: Sie betrifft weniger als fünf Personen, oder eine solche Zahl ließe sich aus ihr errechnen.
report-withheld = zurückgehalten
report-made = berechnet am { $date }
report-period = Zeitraum
report-show = Anzeigen
report-figures = Der Zeitraum in Zahlen
report-measure = Was gezählt wird
report-number = Anzahl
report-share = Anteil
report-share-note = Anteile von Personen beziehen sich auf alle Lernenden, der Anteil beantworteter Fragen auf alle Fragen.
report-trend = Verlauf
report-roles = Nach Rolle
report-role = Rolle
report-no-role = Ohne Rolle oder mit einer, die wenige haben
report-competencies = Kompetenzen
report-competency = Kompetenz
report-iri = Adresse
report-known = Personen mit Fortschritt
report-moved-up = Aufgestiegen
report-with-target = Mit Ziel
report-target-reached = Ziel erreicht
report-levels-summary = { $name }, Personen je Stufe: { $levels }
report-no-competencies = Noch in keiner Kompetenz gibt es Fortschritt von mindestens fünf Personen.
report-cohorts = Wer dabeibleibt
report-cohorts-note = Personen, die in einem Zeitraum zum ersten Mal aktiv waren: welcher Anteil von ihnen später aktiv war, und welcher jetzt in einer Kompetenz mindestens Stufe 2 hat.
report-no-cohorts = Noch niemand hat etwas in einer Gruppe getan.
report-began = Zuerst aktiv
report-after = Zeiträume seitdem
report-active-in = Aktiv im { $period }
report-level-two = Auf Stufe 2 oder höher
report-renew = Neu berechnen
report-renew-note = Ein Bericht bleibt, wie er zuerst berechnet wurde, damit niemand an kleinen Änderungen ablesen kann, wer etwas nachgeholt hat. Wird er neu berechnet, steht das im Protokoll.
period-quarter = { $number }. Quartal { $year }
period-month = { $number ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
} { $year }
measure-people = Lernende
measure-active = Aktiv
measure-newcomers = Neu
measure-contributing = Haben beigetragen
measure-applying = Haben einen Transferschritt gemeldet
measure-verified = Mit bestätigtem Transferschritt
measure-achieving = Haben ein Ziel erreicht
measure-contributions = Beiträge
measure-questions = Fragen
measure-answered = Beantwortete Fragen
measure-steps = Gemeldete Transferschritte
measure-verified_steps = Bestätigte Transferschritte
measure-goals = Erreichte Ziele

# Betriebsrat

admin-agreement = Betriebsrat
agreement-note = Was über das Beobachten von Personen vereinbart ist. Ein Schalter nimmt nur weg und gilt sofort für alle.
agreement-on = an
agreement-off = aus
agreement-put-on = Einschalten
agreement-put-off = Ausschalten
agreement-decided = Zuletzt geschaltet von { $who }, { $when }
agreement-fixed = Die Konfigurationsdatei hat dies fest eingeschaltet.
agreement-no-ranks = Keine Rangfolge
agreement-no-ranks-effect = Ranglisten zeigen, was alle tun, ohne Plätze und Punkte: auf allen Seiten, in der Schnittstelle und in Dateien.
agreement-chosen-boards = Ranglisten nur mit denen, die es wollen
agreement-chosen-boards-effect = Ein Mitglied steht erst auf einer Rangliste, wenn es das selbst gewählt hat, gleich was die Konfigurationsdatei sagt.
agreement-no-member-alerts = Keine Hinweise auf einzelne Mitglieder
agreement-no-member-alerts-effect = Niemand erfährt ungefragt, dass ein Mitglied still ist, ein Ziel stockt oder ein Ergebnis zu wenig Zeit brauchte: nicht auf Seiten, nicht per Brief, nicht über die Schnittstelle.
agreement-no-engagement-files = Keine Dateien über das Engagement Einzelner
agreement-no-engagement-files-effect = Die Datei einer Gruppe enthält nur ihre Tage, eine Rangliste steht in keiner Datei, und andere Systeme erfahren das Engagement einer Gruppe ohne ihre Mitglieder.
agreement-coach-pseudonyms = Coaches sehen Pseudonyme, bis ein Gespräch vereinbart ist
agreement-coach-pseudonyms-effect = Coaches und Mentoren lesen statt Name, Adresse und Konten einer Person ein Pseudonym: auf jeder Seite, in der API, in Briefen und in Dateien, bis die Person einem Entwicklungsgespräch mit ihnen zustimmt. Die Mitglieder einer Gruppe kennen sich wie bisher mit Namen.
agreement-retention = Wie lange Daten bleiben
agreement-retention-note = Das Datenblatt sagt, was gespeichert wird und wie lange.
agreement-sheet-note = Was gespeichert wird, wozu, wer es sieht und was geschaltet ist, mit Stand von heute, als Anlage zur Vereinbarung. Die Sprache ist die Ihres Browsers.
agreement-sheet-open = Datenblatt öffnen
export-of-data_sheet = Datenblatt
export-markdown = Markdown
act-agreement-changed = Vereinbarung mit dem Betriebsrat geschaltet
agreement-impact-note = Der Vordruck einer Datenschutz-Folgenabschätzung (Artikel 35 DSGVO), in dem schon steht, was das Programm von sich selbst weiß. Als Markdown lässt er sich bearbeiten.
agreement-impact-open = Vordruck öffnen
agreement-notice-note = Was allen über ihre Daten gesagt wird (Artikel 13 und 14 DSGVO). Sie finden es unter „Meine Daten“. Prüfen Sie, ob es vollständig ist, bevor sich jemand darauf verlässt.
agreement-notice-open = Datenschutzhinweise öffnen
sheet-periods = Was früher gelöscht wird
export-of-notice = Was mit Ihren Daten geschieht
export-of-impact_assessment = Datenschutz-Folgenabschätzung
notice-intro = Informationen nach Artikel 13 und 14 der Datenschutz-Grundverordnung (DSGVO), erstellt aus den Einstellungen dieser Installation am { $date }.
notice-who = Wer verantwortlich ist
notice-controller = Verantwortlicher
notice-controller-missing = { $organisation }; wie er zu erreichen ist, sagt die Administration (Einstellung privacy.controller)
notice-officer = Datenschutzbeauftragte Person
notice-officer-missing = Noch nicht genannt (Einstellung privacy.data_protection_officer)
notice-what = Was über Sie gespeichert wird, wozu und wie lange
notice-basis = Auf welcher Rechtsgrundlage
notice-basis-note = Soweit sie Ihre Einwilligung ist, können Sie diese jederzeit widerrufen; was bis dahin geschah, bleibt rechtmäßig.
notice-sources = Woher die Daten stammen
notice-source-self = Von Ihnen: was Sie in Lern-Apps, Gruppen und bei Zielen tun, was Sie schreiben und was Sie hier wählen.
notice-source-apps = Von Lern-Apps und Datenspeichern, die Ihre Organisation angebunden hat: was Sie dort getan haben, mit Ergebnissen.
notice-source-platforms = Von Lernplattformen: Ihr Name und Ihre Adresse dort, Ihre Kurse, Rollen und Bewertungen.
notice-source-sign-in = Von der Anmeldung Ihrer Organisation: Ihr Name, Ihre Adresse, Ihre Rollen und Ihre Zeitzone.
notice-source-others = Von Coaches und anderen Mitgliedern: Pläne, Gespräche, Einschätzungen, Hinweise, Antworten und „Gefällt mir“.
notice-recipients = Wohin Daten gesendet werden
notice-recipient = { $kind }: { $name }
notice-recipient-keys = Apps und Systeme, denen die Administration einen Schlüssel gegeben hat: was der Schlüssel erlaubt
notice-transfers = Von sich aus sendet das Programm nichts in andere Länder. Ob eines der genannten Systeme außerhalb der Europäischen Union liegt und mit welcher Garantie Daten dorthin gehen, sagt Ihre Organisation.
notice-rights = Worauf Sie ein Recht haben
notice-right-7 = Soweit etwas auf Ihrer Einwilligung beruht: sie beim Verantwortlichen zu widerrufen (Artikel 7).
notice-right-15 = Zu erfahren, was über Sie gespeichert ist, und eine Kopie zu erhalten: unter „Meine Daten“ als Archiv (Artikel 15).
notice-right-16 = Auf Berichtigung: Bei jeder Zahl können Sie widersprechen, und Ihr Coach muss antworten; ein Name wird dort berichtigt, wo Sie sich anmelden (Artikel 16).
notice-right-17 = Auf Löschung: Sie bitten darum unter „Meine Daten“ (Artikel 17).
notice-right-18 = Darauf, dass Ihre Daten aufbewahrt, aber nicht verwendet werden: unter „Meine Daten“ (Artikel 18).
notice-right-20 = Mitzunehmen, was Sie bereitgestellt haben, in einer Form, die Programme lesen: das Archiv unter „Meine Daten“ (Artikel 20).
notice-right-21 = Einer Verwendung aus Gründen zu widersprechen, die Ihre eigenen sind: unter „Meine Daten“; es gilt sofort (Artikel 21).
notice-right-77 = Sich bei einer Aufsichtsbehörde zu beschweren: { $authority } (Artikel 77).
notice-authority-any = der Ihres Wohn- oder Arbeitsortes
notice-must = Ob Sie Daten bereitstellen müssen
notice-must-what = Das Programm verpflichtet niemanden. Ohne Daten von Apps und Plattformen ist kein Fortschritt zu sehen; ob Ihre Arbeit oder Ihr Vertrag verlangt, dass Sie diese nutzen, sagt Ihre Organisation.
impact-intro = Vordruck nach Artikel 35 der Datenschutz-Grundverordnung (DSGVO). Was das Programm von sich selbst weiß, so wie es eingestellt ist, steht schon darin. Was nur Ihre Organisation sagen kann, ist mit „noch auszufüllen“ bezeichnet.
impact-fill = noch auszufüllen
impact-extent = Wessen Daten, und von wie vielen Personen
impact-context = Für welche Trainings und Entscheidungen es verwendet wird
impact-description = 1. Was geschieht und wozu
impact-description-what = Lern-Apps und Plattformen teilen mit, was Menschen tun. Daraus berechnet das Programm nach veröffentlichten Formeln, wie weit jemand bei Kompetenzen ist und wie lebendig Gruppen sind. Coaches sehen das von den Menschen, die sie begleiten, vereinbaren Ziele mit ihnen und führen Gespräche; jeder sieht alles über sich selbst. Niemand wird von einer Maschine beurteilt: Eine Stufe bestätigt ein Coach.
impact-need = 2. Notwendigkeit und Verhältnismäßigkeit
impact-question = Frage
impact-here = In diesem Programm, so wie es eingestellt ist
impact-own = Ihre Bewertung
impact-question-purpose = Ist der Zweck genannt, und bleibt es dabei?
impact-question-purpose-here = Jede Art von Daten hat einen genannten Zweck. Für Kündigung, Entgelt oder eine Rangfolge der Beschäftigten gibt es keine Funktion; Berichte für die Leitung nennen niemanden.
impact-question-minimal = Wird nicht mehr gespeichert als nötig?
impact-question-minimal-here = Gespeichert wird, was Apps und Plattformen senden und was Menschen schreiben. Was gesendet wird, entscheidet sich in den Apps und durch den Umfang der Schlüssel.
impact-question-accurate = Sind die Daten richtig?
impact-question-accurate-here = Bei jeder Zahl ist zu sehen, worauf sie beruht; man kann widersprechen, und der Coach muss antworten. Aussagen lassen sich zurücknehmen.
impact-question-storage = Werden sie nicht länger gespeichert als nötig?
impact-question-storage-here = Für jede Art von Daten wird eine Frist entschieden, die das Programm einhält; die entschiedenen stehen oben.
impact-question-told = Wissen die Betroffenen davon?
impact-question-told-here = Alle finden unter „Meine Daten“ die Hinweise nach Artikel 13 und 14 und sehen, wer sie angesehen hat.
impact-question-rights = Können sie ihre Rechte wahrnehmen?
impact-question-rights-here = Auskunft, Kopie, Berichtigung, Löschung, Einschränkung und Widerspruch verlangt man unter „Meine Daten“; die Administration antwortet binnen eines Monats.
impact-question-otherwise = Ließe sich der Zweck mit weniger erreichen?
impact-question-otherwise-here = Ränge, Hinweise auf Einzelne, Namen für Coaches und Dateien über Einzelne lassen sich je für sich abschalten.
impact-risks = 3. Risiken für Rechte und Freiheiten der Betroffenen
impact-risks-note = Wie wahrscheinlich und wie schwer jedes ist, hängt davon ab, wie Ihre Organisation das Programm verwendet: Bewerten Sie es für Ihre.
impact-risk = Risiko
impact-likely = Wie wahrscheinlich
impact-grave = Wie schwer
impact-risk-watching = Menschen fühlen sich beobachtet; Verhalten oder Leistung wird überwacht
impact-risk-watching-here = Coaches sehen nur Menschen ihrer eigenen Gruppen, und jeder sieht, wer ihn angesehen hat.
impact-risk-ranking = Der Vergleich setzt Menschen unter Druck
impact-risk-ranking-here = Eine Rangliste bleibt in ihrer Gruppe; Mitglieder wählen, ob sie darauf stehen.
impact-risk-profile = Es entsteht ein Bild einer Person, nach dem andere sie beurteilen
impact-risk-profile-here = Fortschritt gibt es bei Kompetenzen, die vereinbart sind, und er nennt, worauf er beruht.
impact-risk-other-use = Daten werden für anderes verwendet, etwa Kündigung oder Entgelt
impact-risk-other-use-here = Dateien stehen im Protokoll, und wer in einer steht, sieht es.
impact-risk-unfair = Zahlen werden Menschen nicht gerecht, etwa in Teilzeit
impact-risk-unfair-here = Die Formeln sind veröffentlicht und für alle gleich; Abwesenheiten lösen keine Hinweise aus; ein Coach kann eine Stufe begründet ändern.
impact-risk-mistaken = Daten zweier Personen werden verwechselt
impact-risk-mistaken-here = Konten verbindet die Administration oder eine vertraute Anmeldung, und sie lassen sich wieder trennen.
impact-risk-disclosed = Daten geraten in falsche Hände
impact-risk-disclosed-here = Anmeldung der Organisation, Rollen, verschlüsselte Geheimnisse, eine frische Anmeldung für Dateien, und keine Seite fragt bei Dritten an.
impact-risk-told-apart = Aus Berichten lassen sich Einzelne erkennen
impact-risk-told-apart-here = Zahlen gelten für mindestens fünf Personen; kleinere und was sich aus anderen errechnen ließe, bleiben ungenannt.
impact-risk-lost = Daten gehen verloren oder werden unbemerkt geändert
impact-risk-lost-here = Nichts wird bestätigt, bevor es dauerhaft ist; dem Verlauf wird nur angefügt; das Protokoll ist verkettet. Sicherungen machen Sie selbst.
impact-measures = 4. Was dagegen getan wird
impact-measure-sign-in = Anmeldung beim Anmeldedienst der Organisation; Sitzungen enden von selbst und lassen sich beenden.
impact-measure-roles = Rollen entscheiden, wer wen sieht; die Administration sieht keinen Fortschritt Einzelner.
impact-measure-looks = Jeder Blick auf eine Person wird festgehalten und ihr gezeigt.
impact-measure-audit = Was die Administration tut, steht in einem Protokoll, das niemand unbemerkt ändern kann.
impact-measure-sealed = Geheimnisse angebundener Systeme sind verschlüsselt; Verbindungen zu anderen Systemen nutzen TLS.
impact-measure-reports = Berichte verschweigen, was von weniger als fünf Personen sein könnte.
impact-measure-erasure = Löschung, Einschränkung und Widerspruch erreichen jeden Teil des Programms, auch Dateien und Ereignisse.
impact-measure-files = Dateien mit anderen Personen verlangen eine frische Anmeldung und verschwinden nach Stunden.
impact-opinions = 5. Stellungnahmen und Ergebnis
impact-opinion-officer = Rat der datenschutzbeauftragten Person, Artikel 35 Absatz 2
impact-opinion-council = Haltung des Betriebsrats
impact-opinion-people = Standpunkt der Betroffenen, Artikel 35 Absatz 9
impact-opinion-result = Ergebnis, und ob die Behörde zu konsultieren ist, Artikel 36
impact-opinion-again = Erneut zu prüfen bis, Artikel 35 Absatz 11
impact-switch-on = „{ $switch }“ ist eingeschaltet.
impact-switch-off = „{ $switch }“ ist hier ausgeschaltet.
sheet-date = Stand
sheet-program = Programm
sheet-rules = Version der Regeln
sheet-basis = Rechtsgrundlage
sheet-basis-missing = Noch nicht genannt (Einstellung privacy.legal_basis)
sheet-fields = Angaben
sheet-activity = Tätigkeit in Lernanwendungen und Gruppen
sheet-activity-fields = wer, was, woran, wann, in welcher Gruppe; Ergebnis, Punkte und Antwort; was geschrieben wurde
sheet-activity-why = Lernende und ihre Coaches sehen Fortschritt und worauf er beruht; Gruppen sehen ihre Diskussion.
sheet-activity-long = Bis die Person gelöscht wird
sheet-coaching = Pläne, Ziele, Gespräche, Notizen, Hinweise
sheet-coaching-fields = Zielstufe und Tag, Schritte, Einschätzungen, Vereinbartes, geteilte und eigene Notizen
sheet-coaching-why = Was Lernende und Coach vereinbaren.
sheet-coaching-long = Bis die Person gelöscht wird
sheet-looks = Wer wen angesehen hat
sheet-looks-kept = Wer die Seite einer Person oder eine Seite öffnet, die etwas über sie sagt, eine Datei mit ihr mitnimmt oder sie über die Schnittstelle abfragt, wird mit Art und Stunde festgehalten, und die Person sieht es.
sheet-looks-fields = wer wen angesehen hat, was davon, in welcher Stunde
sheet-looks-why = Alle wissen, wer sie angesehen hat.
sheet-looks-long = { $months } Monate
sheet-sessions = Sitzungen
sheet-sessions-fields = Browser, Zeit der Anmeldung und der letzten Anfrage
sheet-sessions-why = Man bleibt angemeldet und kann das beenden.
sheet-sessions-long = Höchstens { $hours } Stunden
sheet-identifiers = Identität
sheet-identifiers-fields = Name, E-Mail-Adresse, Konten in Lernanwendungen, Kennungen der Anmeldung und der Lernplattformen, Zeitzone, Sprache
sheet-identifiers-why = Was Anwendungen melden, wird einer Person zugeordnet.
sheet-identifiers-long = Bis die Person gelöscht wird
sheet-audit = Handlungen der Administration
sheet-audit-fields = wer, was, wann, wie es vorher war
sheet-audit-why = Es lässt sich prüfen, wer was getan hat.
sheet-audit-long = Auf Dauer; nach einer Löschung unter einem Pseudonym
sheet-readers = Wer was sieht
sheet-reader = Wer
sheet-sees = Sieht
sheet-reader-self = Die Person selbst
sheet-reader-self-sees = Alles über sich, und wer es angesehen hat
sheet-reader-coach = Ein Coach
sheet-reader-coach-sees = Fortschritt, Belege, Pläne, Gespräche und Engagement der Personen in den eigenen Gruppen
sheet-reader-member = Ein Mitglied derselben Gruppe
sheet-reader-member-sees = Beiträge, und wer auf der Rangliste steht
sheet-reader-hr = Wer die Rolle hr hat
sheet-reader-hr-sees = Zahlen über mindestens fünf Personen, ohne Namen
sheet-reader-administrator = Die Administration
sheet-reader-administrator-sees = Identität, eingegangene Aussagen, Einstellungen und Protokoll; keinen Fortschritt Einzelner
sheet-reader-system = Ein System mit Schlüssel
sheet-reader-system-sees = Was der Schlüssel erlaubt; Schlüssel vergibt und entzieht die Administration
sheet-switches = Was vereinbart ist
sheet-switch = Schalter
sheet-state = Zustand
sheet-effect = Wirkung
sheet-alerts = Hinweise für Coaches
sheet-alert = Worauf
sheet-alert-activity = Wenige Mitglieder einer Gruppe sind aktiv
sheet-alert-coach_centred = Antworten meist vom Coach oder an ihn
sheet-alert-goal_due = Ein fälliges Ziel
sheet-alert-goal_stalled = Ein Ziel ohne Fortschritt
sheet-alert-hurried = Ein Ergebnis, das weniger Zeit brauchte, als möglich ist
sheet-alert-momentum = Die Aktivität einer Gruppe lässt nach
sheet-alert-quiet = Ein Mitglied ist still
sheet-alert-response = Erste Antworten lassen lange auf sich warten
sheet-alert-silence = Eine Gruppe, in der niemand beiträgt
sheet-alert-unanswered = Eine Frage ohne Antwort
sheet-alert-voices = Wenige Stimmen bei vielen Mitgliedern
sheet-boards = Gruppen können eine Rangliste mit Plätzen zeigen, nur innerhalb der Gruppe.
sheet-boards-no-ranks = Gruppen zeigen, was alle tun, ohne Plätze.
sheet-boards-opt-out = Mitglieder stehen darauf, wenn sie es nicht abwählen.
sheet-boards-chosen = Mitglieder stehen nur darauf, wenn sie es selbst wählen.
sheet-processors = Auftragsverarbeiter
sheet-processors-none = Keine: Das Programm läuft dort, wo die Organisation es betreibt, und sendet Daten nur dorthin, womit die Administration es verbunden hat (Lernplattformen, andere Speicher, Webhooks, Mailserver).
sheet-decisions = Entscheidungen
sheet-decisions-none = Das Programm entscheidet nichts über eine Person. Zahlen folgen veröffentlichten Formeln; nichts lernt aus Personen. Eine Stufe bestätigt ein Coach.
sheet-rights = Was Personen verlangen können
sheet-rights-what = Unter „Meine Daten“ können alle ihre Daten mitnehmen, ihre Löschung verlangen, sie nur aufbewahren lassen (DSGVO, Artikel 18) und einer einzelnen Verwendung widersprechen (Artikel 21): Ranglisten, Vorschlägen für Gruppen, Meldungen, Berichten, Entwicklungsgesprächen. Ein Widerspruch gilt, sobald er gesagt ist; die Administration antwortet binnen eines Monats.

export-of-deliveries = Zustellungen
export-of-hints = Hinweise
export-of-invitations = Einladungen
export-of-refusals = Abgelehnte Anfragen von Apps
export-of-evidence = Belege aller Personen
export-of-history = Fortschritt aller Personen nach Monaten
export-parquet = Parquet
export-person = Person
export-kind = Art
export-class = Auf wessen Wort
export-weight = Gewicht, Millionstel
export-quality = Güte, Millionstel
export-expires = Endet am
export-statement = Aussage
analysis-title = Zeilen über Einzelne, zur Auswertung
analysis-note = Wird im Hintergrund erstellt und steht im Protokoll. Wer darin vorkommt, sieht, dass es mitgenommen wurde.
analysis-what = Zeilen über
analysis-pseudonyms = Statt der Personen Wörter, die zu niemandem führen

refused-switch-fixed = Diesen Schalter hat die Konfigurationsdatei eingeschaltet (privacy.works_council, privacy.coach_pseudonyms oder privacy.member_alerts). Dort ändert ihn, wer den Dienst betreibt.
refused-report-early = Von diesem Zeitraum gibt es keinen Bericht: Er ist nicht vorbei, oder es ist weniger als { $days } Tage her.
refused-report-overlaps = Von diesem Zeitraum gibt es keinen Bericht: Es gibt einen von { $period }, der Tage mit ihm gemeinsam hat. Aus beiden zusammen ließen sich Zahlen weniger Personen errechnen. Verlangen Sie Zeiträume derselben Länge.
refused-method = Verwenden Sie eine der Methoden, die in „Allow“ stehen.
refused-reports = Berichte sind für alle mit der Rolle hr und für Administratoren.
refused-merge-same = Eine Person lässt sich nicht mit sich selbst zusammenführen.
refused-merge-merged = Die Person { $person } wurde schon zusammengeführt. Nennen Sie die Person, zu der sie jetzt gehört.
refused-merge-none = Es gibt keine Zusammenführung { $id }, die rückgängig zu machen wäre.
refused-merge-later = Eine spätere Zusammenführung baut auf der Person { $person } auf. Machen Sie zuerst diese rückgängig.
refused-merge-answered = Es gibt keinen Vorschlag { $id }, der auf eine Antwort wartet.
refused-merge-others = In diesem Vorschlag geht es nicht um die Person { $person }.
refused-board-mode = So lässt sich eine Rangliste nicht zeigen.
refused-since = Die Angaben „since“ und „at“ sagen, was die Seite schon zeigt.
refused-period = „{ $text }“ ist kein Zeitraum wie 2026-Q3 oder 2026-07.
refused-account = Zu einem Konto gehört außer dem Namen seine Startseite; eine E-Mail-Adresse steht allein.
refused-registration = Die Registrierung ist keine UUID.
refused-key = Ein Schlüssel braucht einen Zweck und mindestens ein Recht.
refused-key-scope = Ein solches Recht gibt es nicht. Wählen Sie aus denen im Formular.
refused-key-days = Die Zahl der Tage ist keine ganze Zahl ab 1.
refused-key-days-many = Die Zahl der Tage ist zu groß.
refused-key-rate = Die Zahl der Anfragen ist keine ganze Zahl ab 1.
refused-field-empty = Das Feld „{ $field }“ ist leer. Füllen Sie es aus.
refused-field-address = Im Feld „{ $field }“ steht keine Adresse im Web wie https://lms.example.org/token.
refused-multipart = Ein Formular, das eine Datei mitbringt, ist multipart/form-data.
refused-file-large = Die Datei hat mehr als { $bytes } Bytes. Importieren Sie sie mit coachlight framework import.
refused-form-unread = Das Formular ist nicht zu lesen. Laden Sie die Seite neu, und senden Sie es noch einmal.
refused-form = In diesem Formular fehlt etwas, oder ein Feld enthält, was dort nicht stehen kann. Gehen Sie zurück, laden Sie die Seite neu, und senden Sie es noch einmal.
refused-no-form = Hier wird angenommen, was ein Formular sendet. Gehen Sie zurück, und senden Sie das Formular der Seite.
refused-form-large = Das Formular ist größer, als hier angenommen wird. Kürzen Sie, was Sie geschrieben haben.
refused-address = Die Adresse ist nicht zu lesen. Gehen Sie zurück, laden Sie die Seite neu, und versuchen Sie es noch einmal.
refused-form-of-framework = Die Angabe „form“ ist case, case-1.0 oder moodle.
refused-export-format = Einen Export von { $what } gibt es als { $formats }.
refused-export-needs = Zu einem Export von { $what } gehört die Angabe „{ $parameter }“.
refused-export-period = Zu einem Export von report gehört ein Zeitraum wie 2026-Q3 oder 2026-07.
refused-export-table = Der Export hat keine Tabelle „{ $table }“.
refused-export-session = Ein Export von { $what } ist der eigene dessen, der angemeldet ist; ein API-Schlüssel ist niemand.
refused-export-window = Die Angabe „window“ ist 7, 30 oder 90.
refused-export-agreed = Was hier vereinbart wurde, hält die Beteiligung einzelner Personen aus Dateien heraus.
refused-export-matrix = Die Gruppe ist für eine Matrix zu groß.
refused-export-long = Der Export hat mehr als { $rows } Zeilen; das ist zu lang für Papier. Wählen Sie ein anderes Format.
refused-export-large = Die Datei hätte mehr als { $bytes } Bytes. Verlangen Sie weniger.
refused-export-failed = Der Export ist misslungen. Das Protokoll des Dienstes sagt, warum.
refused-export-thrice = Er wurde dreimal begonnen und kam nicht zu Ende. Verlangen Sie weniger.
refused-export-room = Für eine weitere Datei ist kein Platz, bis Exporte ablaufen oder entfernt werden.

place-line = Zeile { $line }
place-cell = Zeile { $line }, Spalte { $column }
place-column = Spalte { $column }
fault-at = { $place }: { $what }
fault-on-line = Zeile { $line }: { $what }
fault-on-line-at = Zeile { $line }, { $place }: { $what }
fault-not-taken = { $source } wird nicht angenommen, geändert wurde nichts:
fault-more = und { $count } weitere
fault-invite-unknown = Unter „{ $text }“ ist niemand aus Ihren Gruppen bekannt.
fault-invite-twice = Die Person steht hier zweimal.
fault-invite-open = Die Person ist schon eingeladen.
fault-invite-many = Auf einmal werden höchstens { $most } Personen eingeladen.
fault-quoted = Wörtlich: { $text }
fault-json = Das ist kein JSON, das sich lesen lässt: { $text }
fault-json-depth = Das Dokument ist zu tief verschachtelt.
fault-json-values = Das Dokument hat zu viele Werte. Senden Sie es in Teilen.
fault-json-twice = Ein Schlüssel steht zweimal in einem Objekt.
fault-json-mark = Der Text beginnt mit einer Bytereihenfolgemarke. Lassen Sie sie weg.
fault-json-utf-8 = Der Text ist kein UTF-8. Speichern Sie ihn als UTF-8.
fault-unexpected = Einen Schlüssel { $name } gibt es hier nicht.
fault-missing = Der Schlüssel { $name } fehlt.
fault-key = Der Schlüssel { $name } passt nicht; erwartet wird { $wanted }.
fault-no-identifier = Eine Kennung fehlt.
fault-many-identifiers = Es sind mehrere Kennungen angegeben.
fault-forbidden = Dieser Schlüssel darf hier nicht stehen.
fault-not = { $found } passt nicht; erwartet wird { $wanted }.
fault-a-list = Eine Liste
fault-an-object = Ein Objekt
wanted-one-of = eines von { $value }
wanted-iri = ein absoluter IRI
wanted-form = ein Text der Form { $value }
wanted-at-most = höchstens { $value }
wanted-at-least = mindestens { $value }
wanted-fewer = eine Liste mit höchstens { $count } Einträgen
wanted-more = eine Liste mit mindestens { $count } Einträgen
wanted-longer = ein Text mit mindestens { $count } Zeichen
wanted-pattern = ein Text der hier verlangten Form
wanted-or = { $one } oder { $other }
wanted-keyword = was das Schlüsselwort { $value } verlangt
type-array = eine Liste
type-boolean = ein Wahrheitswert
type-integer = eine ganze Zahl
type-null = null
type-number = eine Zahl
type-object = ein Objekt
type-string = ein Text
fault-undeclared-prefix = Der Präfix von „{ $name }“ ist nicht erklärt. Nehmen Sie ihn in prefixes auf, oder schreiben Sie den ganzen IRI.
fault-undeclared-types = Die Typen @{ $name } sind nicht erklärt. Nehmen Sie sie in types auf.
fault-rules-cap = Das Höchste eines Tages ist weniger, als ein Beleg wiegt. Erhöhen Sie es auf dessen Gewicht.
fault-rules-order = Eine Stufe verlangt mehr als die darunter. Ordnen Sie die Stufen aufsteigend.
fault-rules-reach = Diese Stufe kann niemand erreichen: Alle Klassen zusammen zeigen höchstens { $most }. Senken Sie die Schwelle, oder heben Sie eine Obergrenze an.
fault-rules-below = Rot (red) beginnt unter Gelb (amber). Vertauschen Sie die beiden Grenzen.
fault-rules-above = Rot (red) beginnt über Gelb (amber). Vertauschen Sie die beiden Grenzen.
fault-rules-after = Rot (red) beginnt nach Gelb (amber). Vertauschen Sie die beiden Grenzen.
fault-rules-tenths = Punkte zählen in ganzen Zehnteln. Runden Sie die Zahl.
fault-circle = Diese sind im Kreis Teile voneinander: { $circle }. Entfernen Sie eine der Verbindungen.
fault-same-uri = { $uri } ist auch die Adresse (uri) von { $first }. Geben Sie jedem eine eigene.
fault-no-idnumber = Jede Kompetenz braucht eine idnumber.
fault-no-name = Jede Kompetenz braucht einen Namen.
fault-no-short-name = Jede Kompetenz braucht einen kurzen Namen.
fault-no-uri = „{ $text }“ ist kein absoluter URI.
fault-moodle-row = Genau eine Zeile ist der Kompetenzrahmen und hat dort eine 1. Stehen die Spalten in anderer Reihenfolge, sagen Sie mit --column, welche welche ist.
fault-framework-name = Der Kompetenzrahmen braucht einen Namen.
fault-column = Eine Spalte „{ $column }“ gibt es nicht; es gibt { $known }.
fault-column-given = Keine Spalte heißt „{ $header }“, wie es --column für { $column } angibt.
fault-column-missing = Die Spalte { $column } fehlt. Ergänzen Sie sie.
fault-scale-json = Die Konfiguration der Skala ist keine Liste in JSON: { $text }.
fault-scale-beyond = Sie spricht von Wert { $value }, aber die Skala hat { $count }.
fault-twice = „{ $name }“ gibt es zweimal. Geben Sie jedem eine eigene Kennung.
fault-no-row = Keine Zeile hat die idnumber „{ $name }“.
fault-no-row-near = Keine Zeile hat die idnumber „{ $name }“. Meinten Sie „{ $near }“?
fault-weight = „{ $text }“ ist kein Gewicht: Das ist eine Zahl über 0 und bis { $most }, geschrieben wie 1.5.
fault-scale = „{ $text }“ ist keine Skala: Das ist „none“, „default“ oder Stufen von der untersten an wie „Anfänger|Fortgeschritten|Könner“ oder „Anfänger=1|Fortgeschritten=3|Könner=5“.
fault-scale-points = „{ $part }“ hat keine Punkte. Geben Sie jeder Stufe welche, etwa „Könner=5“, oder keiner.
fault-scale-order = Die Punkte von „{ $text }“ steigen nicht von Stufe zu Stufe.
fault-table-utf-8 = Der Text ist kein UTF-8. Speichern Sie die Tabelle als UTF-8.
fault-table-empty = Die Tabelle ist leer.
fault-no-package = Ein CFPackage ist ein JSON-Objekt mit CFDocument und CFItems.
fault-no-lists = Das ist ein Objekt mit Listen.
fault-no-list = Das ist eine Liste von Objekten.
fault-opencase = Das ist die Form der früheren Verwaltungsschnittstelle von OpenCASE (document, items, sourcedId), kein CFPackage. Nehmen Sie, was …/ims/case/v1p1/CFPackages/KENNUNG desselben Servers antwortet.
fault-list-of-frameworks = Das ist eine Liste von Kompetenzrahmen, nicht einer. Nehmen Sie, was CFPackages/KENNUNG antwortet, oder importieren Sie von der Adresse des Endpunkts.
fault-no-document = Ein CFPackage hat ein CFDocument; hier gibt es { $found }.
fault-item-uri = Ein Eintrag braucht eine Adresse (uri): Mit ihr nennen Statements die Kompetenz. Ergänzen Sie eine.
fault-identifier = Die Kennung, eine UUID, fehlt. Ergänzen Sie eine.
fault-member = { $member } fehlt oder ist leer. Ergänzen Sie es.
fault-uuid = „{ $text }“ ist keine UUID.
fault-whole = { $text } ist keine ganze Zahl.
fault-text = Das ist ein Text, nicht { $found }.
fault-link = Ein Verweis hat title, identifier und uri; das hier ist { $found }.
fault-link-empty = Ein Verweis hat eine Kennung (identifier, eine UUID) oder eine Adresse (uri). Geben Sie ihm eines von beiden.
fault-time = „{ $text }“ ist keine Zeit wie 2026-01-31T12:00:00Z.
fault-date = „{ $text }“ ist kein Datum wie 2026-01-31.
fault-number = { $text } ist keine Zahl.
kind-of-list = eine Liste
kind-of-null = null
kind-of-number = eine Zahl
kind-of-object = ein Objekt
kind-of-text = ein Text
kind-of-truth = ein Wahrheitswert
fault-item-elsewhere = „{ $name }“ ist schon ein Eintrag des Kompetenzrahmens „{ $title }“. Entfernen Sie zuerst diesen, oder geben Sie dem Eintrag eine eigene Kennung und Adresse, und bilden Sie den alten darauf ab.
fault-no-part = „{ $part }“ ist kein Teil von „{ $whole }“.
fault-itself = Eine Kompetenz ist schon sie selbst.
fault-name-one = Nennen Sie eine Kompetenz mit Adresse, Kennung oder Code.
fault-mapped = Zeile { $line } bildet dieselben beiden schon ab.
fault-factor = Ein Faktor liegt über 0 und ist höchstens 1, geschrieben wie 0.5.
fault-role-name = Nennen Sie die Rolle.
fault-level-unrated = Diese Kompetenz wird nicht bewertet, sie fasst nur andere zusammen. Nennen Sie einen ihrer Teile.
fault-level = Eine Stufe ist eine Zahl von 1 bis { $most }.
fault-level-named = Eine Stufe ist eine Zahl von 1 bis { $most } oder eines von { $names }.
fault-edition = „{ $text }“ ist keine Ausgabe von CASE; es gibt 1.0 und 1.1.
fault-list-json = Die Liste der CFDocuments ist kein JSON: { $text }
fault-no-endpoint = Die Antwort hat keine CFDocuments. Ist das ein CASE-Endpunkt?
fault-not-there = Der Server hat keinen Kompetenzrahmen { $framework }.
fault-address = Die Adresse: { $text }
fault-credentials = Der Server verlangt eine Anmeldung. Geben Sie ein Zugriffstoken an ({ $status }).
fault-elsewhere = Der Server schickt zu einer anderen Adresse. Importieren Sie von dieser ({ $status }).
fault-refuses = Der Server lehnt ab ({ $status }).
fault-no-address = „{ $text }“ ist keine Adresse wie https://case.example.org/ims/case/v1p1.
fault-no-frameworks = Der Endpunkt hat keine Kompetenzrahmen.
fault-answer-large = Die Antwort hat mehr als { $bytes } Bytes.
fault-address-refused = Diese Adresse darf nicht gefragt werden: Sie liegt in einem internen Netz oder ist keine Adresse im Web.
fault-unreachable = Der andere Server war nicht zu erreichen: { $text }
import-source = Was Sie gesendet haben
fault-role-twice = Die Rolle verlangt diese schon.
refused-export-agent = Die Angabe „agent“ ist ein Akteur, wie xAPI ihn in JSON schreibt.
fault-no-object = Das ist ein Objekt.
fault-sourced-id = sourcedId gehört zu einer früheren Schnittstelle von OpenCASE; bei CASE heißt es identifier. Exportieren Sie den Kompetenzrahmen stattdessen vom CASE-Endpunkt.
refused-attempts = Zu viele vergebliche Versuche. Warten Sie eine Minute.

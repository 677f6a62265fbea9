app-skip = Zum Inhalt springen
nav-groups = Meine Gruppen
nav-me = Mein Fortschritt
nav-sign-out = Abmelden

sign-in-title = Anmelden
sign-in-intro = Coachlight zeigt Coaches, wie es ihren Lerngruppen und den Menschen darin geht, und Ihnen Ihren eigenen Fortschritt.
sign-in-button = Mit dem Konto Ihrer Organisation anmelden
sign-in-none = Es ist noch kein Anmeldedienst eingerichtet. Bitten Sie Ihre Administration um einen Einmal-Link (coachlight sign-in-link).

groups-title = Meine Gruppen
groups-empty-title = Sie begleiten noch keine Gruppe
groups-empty = Eine Gruppe erscheint hier, sobald Sie in der Lern-App eine anlegen oder Coachlight als Lehrperson eines Kurses starten.
groups-group = Gruppe
groups-members = Mitglieder
groups-weeks = Beiträge, 12 Wochen
groups-active = Aktiv in 30 Tagen
groups-voices = Wirksame Stimmen
groups-quiet = Stille Mitglieder
groups-last = Letzter Beitrag
groups-state = Zustand
groups-weeks-summary = { $total ->
    [0] Keine Beiträge in zwölf Wochen
    [one] Ein Beitrag in zwölf Wochen, { $last } in der letzten Woche
   *[other] { $total } Beiträge in zwölf Wochen, { $last } in der letzten Woche
}

state-well = Gut
state-amber = Ansehen
state-red = Handeln
days-ago = { $days ->
    [0] heute
    [one] gestern
   *[other] vor { $days } Tagen
}
never = nie

group-unnamed = Gruppe ohne Namen
group-members = { $count ->
    [one] Ein Mitglied
   *[other] { $count } Mitglieder
}
group-coached-by = Begleitet von { $names }
group-works-on = Arbeitet an { $names }
group-window = Zeitraum
window-days = { $days } Tage
group-alerts = Was einen Blick braucht
group-alerts-none = Nichts braucht Ihre Aufmerksamkeit.
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
group-people = Mitglieder und ihr Engagement
member-name = Name
member-index = Index
member-active = Aktive Tage
member-last = Zuletzt aktiv
facet-contribute = Beitragen
facet-respond = Antworten
facet-appreciate = Anerkennen
facet-apply = Anwenden
group-silent = Stille Mitglieder
group-silent-none = In den letzten 14 Tagen waren alle aktiv.
silent-days = { $name }: seit { $days } Tagen still
group-discussion = Neueste Beiträge
group-discussion-none = Noch hat niemand etwas beigetragen.
silent-more = { $count ->
    [one] und eine weitere Person
   *[other] und { $count } weitere
}
feed-reply-to = als Antwort auf „{ $title }“
feed-likes = { $count ->
    [one] ein Like
   *[other] { $count } Likes
}
feed-unanswered = wartet auf eine Antwort
act-post = hat geschrieben
act-share = hat geteilt
act-ask = hat gefragt
act-reply = hat geantwortet
act-reflect = hat reflektiert
index-explained = Engagement-Index von 0 bis 100: gedeckelte Tagespunkte im Zeitraum gegen ein Ziel. Er sagt, wie aktiv jemand hier war, nicht, was jemand kann.

alert-activity = Nur { $value } % der Mitglieder waren in 30 Tagen aktiv.
alert-momentum = Die Aktivität fiel auf { $value } % des Vormonats.
alert-quiet = { $name } ist seit { $value } Tagen still.
alert-silence = Seit { $value } Tagen hat niemand etwas beigetragen.
alert-unanswered = Eine Frage von { $name } wartet seit { $value } Arbeitstagen auf Antwort.
alert-voices = Wenige Stimmen: Die Beiträge verteilen sich wie auf { $value } Personen.

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
why-classes = Was zählt
why-class = Art der Belege
why-raw = Belege
why-ceiling = Obergrenze
why-counted = Zählt
why-quality = Mittlere Güte
why-formula = Gezeigt = gute Belege ÷ (alle zählenden Belege + 4). Alte Belege verblassen; jede Art hat eine Obergrenze. Regelwerk { $version }.
class-own = Eigene Angaben
class-social = Kollegen und Beiträge
class-system = Tests und Nachweise
class-coach = Coach
why-evidence = Belege, die neuesten zuerst
evidence-date = Tag
evidence-kind = Art
evidence-by = Von
evidence-quality = Güte
evidence-effect = Wirkung
evidence-statement = Statement
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
me-viewed-by = { $name }, { $date }

statement-title = Statement
statement-note = Das Statement, wie es ankam, mit dem, was der Record Store ergänzt hat.

error-back = Zurück zur ersten Seite
problem-kind = Was es bedeutet
footer-version = Coachlight { $version }

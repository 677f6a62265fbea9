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

admin-title = Datenspeicher
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
scope-profile = Profile lesen und schreiben
scope-reports-read = Berichte über Gruppen und Personen lesen
scope-state = Zustände lesen und schreiben
scope-statements-read = alle Statements lesen
scope-statements-read-mine = lesen, was mit derselben Autorität geschrieben wurde
scope-statements-write = Statements schreiben
refusals-note = Die letzten 1.000 je Schlüssel. Apps lesen ihre eigenen unter /xapi/ext/refusals.
refusals-key = Schlüssel
refusals-all = Alle Schlüssel
refusals-empty-title = Nichts wurde abgelehnt
refusals-empty = Verletzt eine Anfrage einer App eine Regel, stehen hier die Regel, die Stelle und die Abhilfe.
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

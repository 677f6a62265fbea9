app-skip = Skip to content
nav-groups = My groups
nav-me = My progress
nav-sign-out = Sign out

sign-in-title = Sign in
sign-in-intro = Coachlight shows coaches how their learning groups and people are getting on, and shows you your own progress.
sign-in-button = Sign in with your organisation's account
sign-in-none = No identity provider is set up yet. Ask your administrator for a one-time link (coachlight sign-in-link).

groups-title = My groups
groups-empty-title = You do not coach a group yet
groups-empty = A group appears here as soon as you make one in your learning app, or launch Coachlight as the instructor of a course.
groups-group = Group
groups-members = Members
groups-weeks = Contributions, 12 weeks
groups-active = Active in 30 days
groups-voices = Effective voices
groups-quiet = Quiet members
groups-last = Last contribution
groups-state = State
groups-weeks-summary = { $total ->
    [0] No contributions in twelve weeks
    [one] One contribution in twelve weeks, { $last } in the last week
   *[other] { $total } contributions in twelve weeks, { $last } in the last week
}

state-well = Well
state-amber = Look at it
state-red = Act
days-ago = { $days ->
    [0] today
    [one] yesterday
   *[other] { $days } days ago
}
never = never

group-unnamed = Unnamed group
group-members = { $count ->
    [one] One member
   *[other] { $count } members
}
group-coached-by = Coached by { $names }
group-works-on = Works on { $names }
group-window = Window
window-days = { $days } days
group-alerts = What needs a look
group-alerts-none = Nothing needs your attention.
group-activity = Activity
group-activity-none = Nothing happened in these { $days } days.
group-activity-summary = { $contributions ->
    [one] One contribution
   *[other] { $contributions } contributions
} and { $other } other acts in { $days } days; the busiest day was { $busiest }.
activity-day = Day
activity-contributions = Contributions
activity-other = Views, likes and other acts
show-as-table = Show as a table
group-board = Leader board
group-board-hidden = The board is shown once five members have chosen to be on it; { $willing } have.
board-rank = Place
board-points = Points
group-people = Members and their engagement
member-name = Name
member-index = Index
member-active = Active days
member-last = Last active
facet-contribute = Contribute
facet-respond = Respond
facet-appreciate = Appreciate
facet-apply = Apply
group-silent = Quiet members
group-silent-none = Everybody has been active in the last 14 days.
silent-days = { $name }: quiet for { $days } days
group-discussion = Recent discussion
group-discussion-none = Nobody has contributed yet.
silent-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}
feed-reply-to = in reply to “{ $title }”
feed-likes = { $count ->
    [one] one like
   *[other] { $count } likes
}
feed-unanswered = waits for an answer
act-post = posted
act-share = shared
act-ask = asked
act-reply = replied
act-reflect = reflected
index-explained = Engagement index from 0 to 100: capped daily points in the window against a target. It says how active somebody was here, not how able.

alert-activity = Only { $value } % of the members were active in 30 days.
alert-momentum = Activity fell to { $value } % of the month before.
alert-quiet = { $name } has been quiet for { $value } days.
alert-silence = Nobody has contributed for { $value } days.
alert-unanswered = A question by { $name } has waited { $value } working days for an answer.
alert-voices = Few voices: contributions are spread as if by { $value } people.

person-unnamed = Unknown name
person-progress = Progress
person-empty-title = Nothing is known yet
person-empty = Progress appears here once there is a plan or evidence: a contribution in a group, a test, a transfer step, a review.
person-access-note = { $name } can see that you looked at this page.
progress-shown = Shown
progress-contradicted = Contradicted
progress-unknown = Not known yet
progress-summary = { $shown } % shown, { $contradicted } % contradicted, { $unknown } % not known yet.
level-none = No level yet
level = Level { $level }
level-target = target: level { $level }
level-waiting = Level { $level } waits for a coach's check
level-waiting-short = Needs a check
confidence-low = Little is known
confidence-medium = Fairly well known
confidence-high = Well known
plan-due = due { $date }
status-achieved = Achieved
status-on-track = On track
status-behind = Behind
status-overdue = Overdue
no-plan = Not planned
lapses = Without new evidence the level would be lost on { $date }.
why-title = Why this number
why-classes = What counts
why-class = Class of evidence
why-raw = Evidence
why-ceiling = Ceiling
why-counted = Counts
why-quality = Mean quality
why-formula = Shown = good evidence ÷ (all evidence that counts + 4). Old evidence fades; each class has a ceiling. Rule set { $version }.
class-own = Own statements
class-social = Peers and contributions
class-system = Tests and records
class-coach = Coach
why-evidence = Evidence, newest first
evidence-date = Day
evidence-kind = Kind
evidence-by = By
evidence-quality = Quality
evidence-effect = Effect
evidence-statement = Statement
evidence-implied = by the group's topic
evidence-more = { $count ->
    [one] One older piece of evidence also counts.
   *[other] { $count } older pieces of evidence also count.
}
kind-self_progress = Own progress note
kind-reflection = Reflection
kind-transfer_self = Transfer step, reported
kind-contribution = Contribution
kind-like = Like received
kind-peer_rating = Rating by a peer
kind-answer_accepted = Answer accepted
kind-attended = Attendance
kind-completed = Completion
kind-assessed = Test
kind-question = Test item
kind-credential = Certificate
kind-transfer_verified = Transfer step, verified
kind-coach_rating = Coach's rating
kind-none = Other
me-title = My progress
me-viewed = Who looked at my progress
me-viewed-none = Nobody but you has looked at your progress.
me-viewed-by = { $name }, { $date }

statement-title = Statement
statement-note = The statement as it was received, with what the record store added.

error-back = Back to the first page
problem-kind = What it means
footer-version = Coachlight { $version }

admin-title = Record store
admin-keys = Keys
admin-refusals = Refusals
admin-statements = Statements
filter-apply = Show
filter-agent = E-mail or account name
filter-home-page = Home page of the account
filter-verb = Verb (IRI)
filter-activity = Activity (IRI)
filter-registration = Registration
filter-from = From day
filter-to = To day
filter-id = Statement identifier
filter-related = In any place of the statement
page-older = Older
keys-empty-title = No app may write yet
keys-empty = Make a key below and enter it in your app. Its secret is shown once.
keys-label = Purpose
keys-label-hint = The app's name, for instance. It names the authority of what is written with the key.
keys-scopes = Scopes
keys-made = Made
keys-used = Last used
keys-state = State
keys-actions = Actions
keys-in-force = In force
keys-expired = Expired
keys-expires = Until { $at }
keys-revoked = Revoked { $at }
keys-rotate = Replace
keys-revoke = Revoke…
keys-revoke-note = Apps that use this key can no longer write or read, at once and for good.
keys-revoke-now = Revoke now
keys-new = New key
keys-days = Days until it expires (empty: never)
keys-rate = Most requests in a minute (empty: no limit)
keys-home-pages = Write only about accounts with these home pages (empty: about everybody)
keys-profiles = Check against xAPI Profiles
check-off = No
check-report = Store, and report what breaks one
check-refuse = Refuse what breaks one
keys-beside = Same authority as
keys-beside-none = None: it gets its own
keys-create = Make the key
keys-made-title = The key is made
keys-endpoint = Endpoint
keys-key = Key
keys-secret = Secret
keys-secret-note = Copy the secret now: it is kept only as a digest and cannot be shown again.
keys-overlap = { $key } works on for { $hours } hours, so that the app can change over.
keys-back = Done
scope-all = everything
scope-all-read = read everything
scope-define = change what is known of activities
scope-profile = read and write profiles
scope-reports-read = read reports on groups and people
scope-state = read and write state
scope-statements-read = read all statements
scope-statements-read-mine = read what was written with the same authority
scope-statements-write = write statements
refusals-note = The last 1,000 of each key. Apps read their own at /xapi/ext/refusals.
refusals-key = Key
refusals-all = All keys
refusals-empty-title = Nothing was refused
refusals-empty = When a request of an app breaks a rule, the rule, the place and the remedy stand here.
refusals-request = Request { $id }
statements-empty-title = No statement matches
statements-empty = Change the filter, or send the first statement: the keys page tells where.
statements-stored = Stored
statements-actor = Actor
statements-verb = Verb
statements-object = Object
statement-voided = Voided
statement-voids = Voids another statement
statement-voids-this = voids this one
statement-refers = Refers to another statement
statement-meaning = Understood by the rule { $rule }
statement-no-meaning = No rule of the vocabulary matches: it is kept and counts for nothing.
statement-attachments = Attachments
statement-download = { $bytes ->
    [one] One byte
   *[other] { $bytes } bytes
}
statement-elsewhere = content not here
statement-referring = Statements that refer to this one
statement-json = As stored
admin-feeds = Other record stores
feeds-note = Made on the command line: coachlight forward and coachlight pull.
feeds-empty-title = Nothing flows to or from other record stores
feeds-empty = coachlight forward add sends what is stored here to another one; coachlight pull add fetches what is stored there.
feeds-forward = To
feeds-pull = From
feeds-running = Running
feeds-failing = Failing
feeds-paused = Paused
feeds-lag = Still to look at
feeds-lag-statements = { $count ->
    [0] Nothing
    [one] One statement
   *[other] { $count } statements
}
feeds-reached = Fetched up to
feeds-success = Last success
feeds-error = Last error
feeds-pause = Pause
feeds-resume = Resume
feeds-retry = Try what was set aside again
feeds-aside = { $count ->
    [one] One statement was set aside
   *[other] { $count } statements were set aside
}

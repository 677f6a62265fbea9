# How the language calls itself, and how it writes dates and numbers. What a date can be put together
# from: $day and $month as numbers, $day-of-two and $month-of-two in two digits, $year.
language-name = English
format-date = { $day } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
} { $year }
format-thousands = ,
format-decimal-sign = .
format-percent = { $percent }%

app-skip = Skip to content
nav-today = Today
nav-groups = My groups
nav-me = My progress
nav-sign-out = Sign out
live-contributions = { $count ->
    [one] One new contribution
   *[other] { $count } new contributions
}
live-alerts = { $count ->
    [one] one new alert
   *[other] { $count } new alerts
}
live-show = Show
live-roster = The list of participants has changed.
roster-awaited = The list of participants is being fetched from the learning platform
roster-awaited-note = That rarely takes more than a minute. The members appear here by themselves as soon as it is there.
roster-no-script = Scripts do not run in your browser, so that this page stays as it is:
roster-look = look again
roster-failing = The list of participants could not be fetched from the learning platform
roster-stopped = The list of participants is not fetched from the learning platform any more
roster-reason = Reason
roster-as-of = Members are those of
roster-again = Next attempt
roster-tell = You need not do anything yet: it is tried again by itself, and whoever opens the link in the course can join the group meanwhile. If it stays like this, tell whoever administers Coachlight; they find the course on the learning platform’s page.
roster-tell-switch-on = This does not mend itself: tell whoever administers Coachlight or the learning platform, so that it is switched on there. Then open the link in the course once more, some minutes after the last attempt, and the list is fetched. Whoever opens the link can join the group meanwhile.
roster-tell-mend = This hardly mends itself: tell whoever administers Coachlight; they find the course on the learning platform’s page. Whoever opens the link in the course can join the group meanwhile.
roster-tell-stopped = Tell whoever administers Coachlight: they can let the learning platform in again on its page.
search-title = Search
search-for = Names of people, groups, competencies and contributions
search-note = The beginnings of words are enough; capitals and accents make no difference.
search-found = { $count ->
    [0] Nothing was found.
    [one] One result
   *[other] { $count } results
}
search-people = People ({ $count })
search-groups = Groups ({ $count })
search-competencies = Competencies ({ $count })
search-contributions = Contributions ({ $count })
search-more = { $count ->
    [one] Show one more
   *[other] Show { $count } more
}
search-other = Fewer words or only the beginning of a name may find it. You find only what you may see.
search-narrow = There are more. Write more of the name.
search-all-kinds = Search for everything
keys-title = Keyboard
keys-search = Search
keys-news = Show what is new
keys-help = Show these keys
keys-on = Use these keys on this device
keys-close = Close

sign-in-title = Sign in
sign-in-intro = Coachlight shows coaches how their learning groups and people are getting on, and shows you your own progress.
sign-in-button = Sign in with your organisation’s account
sign-in-none = No identity provider is set up yet. Ask your administrator for a one-time link (coachlight sign-in-link).

today-title = Today
today-empty-title = Nothing needs you today
today-empty = Your groups are well: no question waits, nobody has gone quiet, no review is due.
today-alerts = { $count ->
    [one] One thing needs a look
   *[other] { $count } things need a look
}
today-urgent = { $count ->
    [0] none of them urgent
    [one] one of them urgent
   *[other] { $count } of them urgent
}
today-people = People
today-open-group = Open the group
today-rest = { $count ->
    [one] Show one more
   *[other] Show { $count } more
}
today-red = { $count } to act on
today-amber = { $count } to look at
today-calm = { $count ->
    [one] one question
   *[other] { $count } questions
}
today-due = { $count } to come
today-question = Question
today-discussion = Read it in the discussion
today-hint = Give a hint
today-new = New
today-opened = since { $when }
today-put-off = Put off
today-put-off-now = Put off
today-until = Until
today-in-days = in { $days } days
today-reason = Why (your fellow coaches see it)
today-away = Is away
today-away-from = First day
today-away-to = Last day
today-away-now = Note the absence
today-waits = { $days ->
    [0] new
    [one] for one working day
   *[other] for { $days } working days
}
today-review = Review
today-review-with = Review interview with { $name } on { $day }.
today-disagreement = Disagrees
today-disagrees = { $count ->
    [one] { $name } disagrees with a number.
   *[other] { $name } disagrees with { $count } numbers.
}
today-answer = Read and answer
today-fast = Too fast?
today-hurried = { $count ->
    [one] A result of { $name } took less time than expected.
   *[other] { $count } results of { $name } took less time than expected.
}
today-look = Look at it
today-quiet = { $count ->
    [one] One more that was put off or is about somebody who is away
   *[other] { $count } more that were put off or are about somebody who is away
}
today-snoozed-until = Put off until { $day }.
today-absent = The member is away.
today-wake = Take up again

groups-title = My groups
groups-empty-title = You do not coach a group yet
groups-empty = A group appears here as soon as you make one, here or in your learning app, or launch Coachlight as the instructor of a course.
groups-group = Group
groups-members = Members
groups-weeks = Contributions, 12 weeks
groups-active = Active in 30 days
groups-voices = Effective voices
groups-quiet = Quiet members
groups-last = Last contribution
groups-state = State
groups-new = New group
groups-make = Make the group
groups-going = Going on ({ $count })
groups-archived = Archived ({ $count })
groups-weeks-table = Contributions week by week
groups-week-to = Week to { $day }
groups-weeks-summary = { $total ->
    [0] No contributions in twelve weeks
    [one] One contribution in twelve weeks, { $last } in the last week
   *[other] { $total } contributions in twelve weeks, { $last } in the last week
}

state-well = Well
state-amber = Look at it
state-red = Act
length-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
length-hours = { $count } h
length-minutes = { $count } min
length-seconds = { $count } s
days-ago = { $days ->
    [0] today
    [one] yesterday
   *[other] { $days } days ago
}
never = never
quoted = “{ $text }”

group-unnamed = Unnamed group
group-members = { $count ->
    [one] One member
   *[other] { $count } members
}
group-coached-by = Coached by { $names }
group-works-on = Works on { $names }
group-edit = Edit the group
group-name = Name
group-description = What it is about
group-topics = Competencies that it works on
group-topic = Competency
group-other-note = For what the list does not offer: its code or address.
group-opens = First day
group-closes = Last day
group-closes-note = Both days can stay empty. After its last day a group counts as archived.
group-close = Archive
group-close-note = What was said stays to be read and counts on. Nobody can be invited any more until you open the group again.
group-reopen = Open again
group-reopen-note = The group goes on as it was.
group-reason = Why
group-closed = Archived
coaches-title = Coaches
coaches-now = Who coaches the group
coaches-last = The last coach stays: add a colleague first.
coaches-fixed = named by the learning platform
coaches-dismiss = Coaches it no longer
coaches-leave = I coach it no longer
coaches-add = Add a colleague
coaches-note = They see the group and its people as you do, from today on. What a coach has said stays a coach’s word when they coach the group no longer.
coaches-fellow = Somebody who coaches with you elsewhere
coaches-other = Or somebody else
coaches-whom = Who?
coaches-other-note = Their e-mail address, or their identifier here.
coaches-appoint = Add
coaches-choose = Choose a colleague, or write an address.
featured-title = Featured
featured-by = featured by { $name }
featured-feature = Feature it
featured-remove = Feature no longer
group-planned = Not begun yet
invite-title = Invite people
invite-need = Who needs what the group works on
invite-no-topics = The group works on no competency yet, so nobody is known to need it.
invite-nobody = Nobody in your groups lacks a level that their plan or role asks for here.
invite-others = { $count ->
    [one] One more person of your groups
   *[other] { $count } more people of your groups
}
invite-by-plan = { $topic }: level { $wanted } by their plan, { $reached ->
    [0] none reached yet
   *[other] level { $reached } reached
}
invite-by-role = { $topic }: level { $wanted } by a role, { $reached ->
    [0] none reached yet
   *[other] level { $reached } reached
}
invite-note = A few words with it
invite-send = Invite
invite-since = invited on { $day }
invite-sent = Invitations
invite-sent-none = Nobody has been invited yet.
invite-by = Invited by
invite-day = On
invite-state = State
invite-joined-on = Joined on
invite-open = Open
invite-joined = Joined on { $day }
invite-withdrawn = Taken back
invite-remind = Remind
invite-reminded = Reminded on
invite-here = { $count ->
    [one] One of those chosen is in the group already.
   *[other] { $count } of those chosen are in the group already.
}
invite-list = Invite a list of people
invite-list-note = An e-mail address or a person’s identifier in each line; of a table the column “person” counts. All of them are people of your groups. If one line is wrong, nobody is invited.
invite-list-file = File (CSV)
invite-list-text = Or paste the list
invite-list-send = Invite them all
invite-list-none = Choose a file, or paste a list.
invite-list-name = The list
hint-title = Hints
hint-new = Give the group a hint
hint-text = What would help everybody on?
hint-note = The group’s app shows it to everybody in the group.
hint-by = Given by
hint-says = What it says
hint-stands = Given
hint-give = Give the hint
hint-given = Hints given
hint-none = No hint has been given to this group yet.
hint-withdraw = Take back
hint-withdrawn = Taken back
invite-withdraw = Take back
invite-choose = Choose at least one person.
invite-too-many = Invite at most { $most } people at once.
invite-closed = The group is archived. Open it again to invite people.
group-window = Window
window-days = { $days } days
group-alerts = What needs a look
group-alerts-none = The group as a whole is well.
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
board-off = There is no leader board here.
board-no-place = There is no place of yours on the board.
board-top-note = The first three are shown, and to each who takes part their own place with its neighbours.
board-own-note = Everybody who takes part sees their own place, and nobody else’s.
board-facets-note = What everybody who takes part has done, in the order of names. Nobody is ranked.
board-mode = How the board is shown
board-mode-label = Members and you see
board-mode-default = what the organisation has chosen
board-mode-full = every place
board-mode-top = the first three, and to each their own place with its neighbours
board-mode-own = to each their own place
board-mode-facets = what everybody does, without ranks
board-mode-off = no board
board-mode-no-ranks = Your organisation does not rank people: the board is shown without ranks.
board-mode-save = Save
board-switch = You and the board
board-you-are-on = You are on this board. The others who look at it see your name and points.
board-you-are-off = You are not on this board. Nobody sees your points on it.
board-enter = Put me on the board
board-leave = Take me off the board
group-people = Members and their engagement
group-people-none = Nobody is in the group yet. Invite people, or let them come from its course or its app.
member-name = Name
member-index = Index
member-active = Active days
member-last = Last active
facet-contribute = Contribute
facet-respond = Respond
facet-appreciate = Appreciate
facet-apply = Apply
group-silent = Quiet members
group-silent-none = Nobody has been quiet for 14 days.
silent-days = { $name }: quiet for { $days } days
group-discussion = Recent discussion
group-discussion-none = Nobody has contributed yet.
network-title = Who responds to whom
network-none = Nobody replied to or liked anybody in these { $days } days.
network-summary = { $ties ->
    [one] One tie
   *[other] { $ties } ties
} between people in { $days } days. { $heard ->
    [0] No member was replied to or liked.
    [one] Most heard: { $most }, by one other.
   *[other] Most heard: { $most }, by { $heard } others.
}
network-replies = Replies
network-likes = Likes
network-coach = Coach
network-alone = Without a tie
network-from = From
network-to = To
network-reciprocity = Go both ways
network-density = Of all possible ties
network-centralisation = Centred on one member
network-inequality = Unevenness of contributions
network-note = Between members; 0% for evenly, 100% for all at one. It describes the group and raises no alert.
silent-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}
feed-reply-to = in reply to “{ $title }”
feed-likes = { $count ->
    [one] one like
   *[other] { $count } likes
}
feed-dislikes = { $count ->
    [one] one dislike
   *[other] { $count } dislikes
}
feed-unanswered = waits for an answer
act-post = posted
act-share = shared
act-ask = asked
act-reply = replied
act-reflect = reflected
index-explained = Engagement index from 0 to 100: capped daily points in the window against a target. It says how active somebody was here, not how able.
measured-index = How the index comes about
measured-index-how = Points of the last { $days } days, at most { $cap } a day; { $target } points are an index of 100.
measured-what = What is counted
measured-points = Points
measured-a-day = Counted a day, at most
measured-now = Now
measured-indicators = What the state is made of
measured-below = below { $limit }
measured-above = above { $limit }
measured-from-days = from { $days } days on
measured-days = { $days ->
    [one] one day
   *[other] { $days } days
}
measured-hours = { $hours } hours
measured-activity = Members who were active
measured-silence = Since the last contribution
measured-voices = Effective voices
measured-coach-centred = Replies by or to a coach
measured-unanswered = Longest that a question waits (working days)
measured-response = Usual time to the first reply
measured-momentum = Points against the time before
measured-indicators-how = Of the last { $days } days. Voices are counted from { $contributions } contributions and { $members } members on, the share of coaches from { $replies } replies on; a dash means that there is too little to say.
counted-active-day = A day with an own action
counted-answer-accepted = Answer accepted
counted-ask = Question asked
counted-attend = Workshop attended
counted-join = Joined the group
counted-like-given = Like given
counted-like-received = Like received
counted-plan = Goal planned
counted-post = Post or shared resource
counted-progress = Progress on a goal noted
counted-reflection = Reflection
counted-reply = Reply or comment
counted-transfer = Transfer step done
counted-view = Resource viewed

alert-activity = Only { $value }% of the members were active in 30 days.
alert-coach-centred = { $value }% of the replies are by or to the coach.
alert-goal-due = { $value ->
    [one] A goal of { $name } is due in one day and not half done.
   *[other] A goal of { $name } is due in { $value } days and not half done.
}
alert-goal-overdue = { $value ->
    [one] A goal of { $name } has been overdue for one day.
   *[other] A goal of { $name } has been overdue for { $value } days.
}
alert-goal-stalled = A goal of { $name } has seen no progress for { $value } days.
alert-momentum = Activity fell to { $value }% of the month before.
alert-quiet = { $name } has been quiet for { $value } days.
alert-response = Questions wait { $value } hours for the first reply, in the middle.
alert-silence = Nobody has contributed for { $value } days.
alert-unanswered = A question by { $name } has waited { $value } working days for an answer.
alert-voices = Few voices: contributions are spread as if by { $value } people.

about-activity = Few members were active.
about-coach-centred = Replies went through the coach.
about-goal-due = A goal of { $name } was due.
about-goal-stalled = A goal of { $name } saw no progress.
about-momentum = Activity fell.
about-quiet = { $name } was quiet.
about-response = Questions waited long for the first reply.
about-silence = Nobody contributed.
about-unanswered = A question by { $name } waited for an answer.
about-voices = Few voices spoke.

digest-subject = { $count ->
    [0] { $organisation }: nothing needs a look, { $day }
    [one] { $organisation }: one thing needs a look, { $day }
   *[other] { $organisation }: { $count } things need a look, { $day }
}
digest-new = New
digest-escalated = More urgent than before
digest-open = Still open
digest-resolved = Over
digest-because-resolved = It no longer holds.
digest-because-undone = It never held: activity was taken back, or came late.
digest-because-absent = The member is away.
digest-because-restricted = The person’s data are not used for alerts.
digest-because-rules = Other rules are in force.
digest-link = Look at it, put it off, or note an absence:
digest-stop = You get this letter once a day because you coach these groups. You can stop it at the end of that page.
digest-title = The daily letter
digest-on = On days when something needs a look you get a letter at { $hour } o’clock to { $address }.
digest-off = You get no daily letter.
digest-no-address = A daily letter needs an e-mail address of yours, and your sign-in has brought none.
digest-unsubscribe = Send me none
digest-subscribe = Send me the daily letter

person-unnamed = Unknown name
person-progress = Progress
person-empty-title = Nothing is known yet
person-empty = Progress appears here once there is a plan or evidence: a contribution in a group, a test, a transfer step, a review.
person-access-note = { $name } can see that you looked at this page.
progress-shown = Shown
progress-contradicted = Contradicted
progress-unknown = Not known yet
progress-summary = { $shown }% shown, { $contradicted }% contradicted, { $unknown }% not known yet.
level-none = No level yet
level = Level { $level }
level-target = target: level { $level }
level-waiting = Level { $level } waits for a coach’s check
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
why-details = What it is made of
trend-title = How it came about
trend-summary = From { $then } shown on { $day } to { $now } now, by { $count ->
    [0] no evidence
    [one] one piece of evidence
   *[other] { $count } pieces of evidence
}.
why-classes = What counts
why-class = Class of evidence
why-raw = Evidence
why-ceiling = Ceiling
why-counted = Counts
why-quality = Mean quality
why-formula = Shown = good evidence ÷ (all evidence that counts + { $unknown }). Old evidence fades; each class has a ceiling. Rule set { $version }.
class-own = Own statements
class-social = Peers and contributions
class-system = Tests and records
class-coach = Coach
why-helps = What would help most
why-help = { $kind } ({ $class }): up to +{ $effect } points
why-levels = Levels
why-gates = What a level asks for has to be among the evidence of the last { $days } days.
level-threshold = From shown
level-reached = Shown enough
level-gate = Asks for
level-gate-met = Is there
gate-check = a test or a coach’s word
gate-coach = a coach’s word
gate-met = yes
gate-missing = no
why-evidence = Evidence, newest first
evidence-date = Day
evidence-kind = Kind
evidence-by = By
evidence-quality = Quality
evidence-effect = Effect
evidence-source = From
evidence-verifies = Verifies
evidence-time = Time taken
evidence-planned = Meant to take
evidence-too-fast = Faster than expected: { $taken } of { $planned }
evidence-verified = What is verified
evidence-rejected = What is rejected
evidence-vouched = { $kind }, verified
evidence-statement = Statement
evidence-aligned = by what coaches say of the activity
evidence-implied = by the group’s topic
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
kind-coach_rating = Coach’s rating
kind-none = Other
me-title = My progress
me-viewed = Who looked at my progress
me-viewed-none = Nobody but you has looked at your progress.

disagreements-title = Disagreements
disagreements-empty-title = Nothing is disagreed with
disagreements-empty = As soon as this person disagrees with a number, it stands here, and you can answer.
disagreements-empty-own = If you think that a number about you is wrong, say so here. Your coach reads it and answers.
disagree-title = I disagree
disagree-note = Say what is wrong and why. Your coaches see it and answer here; the number changes only when its evidence does.
disagree-competency = With the number of this competency
disagree-with = With what
disagree-number = the number itself
disagree-why = What is wrong, and why
disagree-say = Say so
disagree-since = Said on { $day }
disagree-piece = About this piece of evidence
disagree-waits = Waits for an answer
disagree-answered = Answered
disagree-closed = Settled on { $day }
disagree-answer = Answer
disagree-answer-text = Your answer
disagree-answer-now = Send the answer
disagree-close = It is settled
disagree-open = Disagrees with this number: read and answer
disagree-open-own = You disagree with this number: see what was answered

hints-title = Hints and reflections
hints-given = Hints of coaches
hints-none = Nobody has given a hint yet.
hints-new = Give a hint
hints-text = What would help on
hints-note = The person reads it here, and apps are told.
hints-say = Give it
reflections-title = Reflections
reflections-none = Nothing is written down yet.
reflection-new = Write down what you think about your learning
reflection-name = What it is about (may stay empty)
reflection-text = What worked, what did not, what comes next
reflection-note = Your coaches can read it. Longer ones count a little as your own evidence.
reflection-say = Write it down
reflection-unnamed = Reflection
pins-title = A coach’s word
pins-none = No coach has set a level beside this number.
pin-says = Coach: { $what }
pin-until = from { $since } to { $until }
pin-since = since { $since }
pin-end = Take it away
pin-title = Set a level beside the number
pin-note = It stands beside the number with your name and reason, and changes nothing about it.
pin-why = Why
pin-last = Until (may stay empty)
pin-set = Set it
rating-title = Rate
rating-note = A rating is evidence: it counts into the number as your word.
rating-say = Rate
form-level-one = Choose a level.

person-parts = Parts of these pages
choice-none = –
form-fault = This was not saved.
form-competency = Choose a competency.
form-title = Give it a name.
form-group = Choose a group from the list.
form-level = Choose a level for each competency.
form-day = “{ $text }” is no day. Write it like 2026-11-23.
form-no-day = Choose a day.
form-past = The day lies in the past. Choose one that is still to come.
form-days = The last day is before the first. Turn them round.
form-changed = Somebody has changed it meanwhile. Open the page again, and start from what is there now.
form-other = Choose a level beside the first empty row for the competency that you wrote out.
form-rating-level = A note on a competency needs a level beside it.
rule-set = By rule set { $version }.

# Why something was not done. Programs are told it in English.
refused-no-role = There is no role { $role }.
refused-due-past = The day it is due (due) lies in the past.
refused-plan-proposed = This version is proposed already.
refused-plan-empty = A plan without an aim cannot be proposed.
refused-plan-draft = This version is a draft: propose it, so that the other side can agree.
refused-plan-signed = Your side has signed: the other side has to agree.
refused-plan-past = The day on which { $competency } is due lies in the past.
refused-plan-agreed = This version is agreed. Change the plan, and agree on that.
refused-plan-many = A plan has at most { $most } aims.
refused-plan-twice = The plan names { $competency } twice.
refused-pin-both = A pin has either a level or a share, not both and not neither.
refused-until-past = The last day (until) lies in the past.
refused-share = The share (share) is a number from 0 to 1.
refused-pin = A pin is for a coach of the person to set.
refused-no-statement = There is no statement { $statement }.
refused-disagreement-closed = This disagreement is closed. Open another one.
refused-own-disagreement = That a number is wrong is for the person themselves to say.
refused-group-closed = The group is closed. Open it again first.
refused-group-known = There is a group with this address already.
refused-not-a-coach = Groups are made by those who are known as coaches: they have to sign in as one, or an administrator names them.
refused-group-foreign = The group is known by an account: only its app changes it.
refused-group-many = A group has at most { $most } competencies.
refused-group-days = The last day (closes) is before the first (opens).
refused-group-closed-already = The group is closed already.
refused-group-open = The group is open.
refused-no-person = There is no person { $person }.
refused-coaches-already = The person coaches it already.
refused-is-no-coach = The person is not known as a coach: they have to sign in as one, or an administrator names them.
refused-last-coach = A group keeps one coach. Make somebody else a coach first.
refused-teaches = The learning platform says that the person teaches here.
refused-iri = The address (iri) is an absolute IRI such as https://app.example.org/groups/7.
refused-day-past = The day (day) lies in the past.
refused-review-many = A review has at most { $most } ratings and { $most } goals.
refused-goal-past = The day on which a goal is due lies in the past.
refused-goal-date = The day on which a goal is due (due) is a date such as 2026-11-23.
refused-review-schedule = Scheduling a review is for a coach of the person to do.
refused-review-record = What a review comes to is for a coach of the person to write down.
refused-review-close = Closing a review is for a coach of the person to do.
refused-review-closed = This review is closed: what was agreed on stays as it is.
refused-review-cancelled = This review was called off. Schedule another one.
refused-names-shown = Names are not hidden from coaches here, so there is nothing to agree to.
refused-not-rated = { $name } is not rated: it only groups others. Name one of its parts.
refused-level = A level of { $competency } is a whole number from { $least } to { $most }.
refused-statement-taken = Another statement has the identifier { $statement }. Leave it out, or use a new one.
refused-mark = The mark (mark) is a number from 0 to 1.
refused-not-verified = No coach has said anything about this yet.
refused-no-address = What was contributed has no address on the web, so nothing leads there.
refused-featured = It is featured already.
refused-featured-many = At most { $most } resources are featured at once. Take one down first.
refused-not-your-verification = A verification is withdrawn by the coach who gave it.
refused-said-elsewhere = It was not said here: whoever sent the statement has to void it.
refused-not-your-hint = A hint is taken back by the coach who gave it.
refused-verification = A verification is for a coach of the person to give.
refused-rating = A rating is for a coach of the person to give.
refused-own-reflection = A reflection is for the person themselves to write.
refused-hint = A hint is for a coach of the person to give.
refused-hint-withdraw = Taking a hint back is for a coach of the person to do.
refused-text = The { $field ->
    [why] reason (why)
   *[other] { $field }
} is a text of 1 to { $most } characters.
refused-percent = How far it is (percent) is a number from 0 to 100.
refused-is-a-goal = That (planned) is a goal. A goal is achieved, a step is done.
refused-not-in-group = The person is not in this group.
refused-goal-closed = This goal is closed already.
refused-own-progress = Progress on a goal is for the person themselves to say.
refused-own-achieved = That a goal is reached is for the person themselves to say.
refused-own-step = That a step is done is for the person themselves to say.
refused-in-group = The person is in the group already.
refused-joined = The person has joined the group since.
refused-reminded = The person was told of it today. Remind them from tomorrow on.
refused-nobody-named = Nobody is known by “{ $text }”. Write an e-mail address or a person’s identifier.
refused-review-twice = The review rates { $competency } twice.
refused-no-competency = No framework has a competency "{ $text }". Name it by its uri, identifier or code.
refused-many-competencies = Several frameworks have the code "{ $text }". Name the competency by its uri.
refused-internal = Report the X-Request-Id of this answer to whoever runs the gateway.
refused-not-found = There is nothing at this address, or nothing you may see.
refused-full = Nothing of this request was stored. Send it again when there is space.
refused-database = The database cannot be reached. Send the same request again later.
refused-character = A text holds the character U+0000, which cannot be kept. Leave it out.
refused-statement-id = The identifier is no UUID.
refused-changed = It has changed meanwhile. Read it again, and start from that.
refused-stopping = The gateway is stopping. Ask again.
refused-erase-self = You cannot erase yourself. Another administrator can.
refused-erase-merged = This person is part of another. Erase that one, or undo the merge first.
refused-erase-restricted = The data of this person are restricted, so they have to be kept. They go once the person asks to be erased, or the restriction is over.
refused-ground = Only an objection can be about a single use. Everything else is about all data.
refused-objection = An objection says why, by reason of your own situation, in 1 to { $most } characters.
refused-restricted = The data of this person are restricted: they are kept but not used. Speak with the person themselves. What comes meanwhile is kept and will be there when the restriction ends.
refused-restricted-statement = This statement also names somebody whose data are kept but not used. It counts, and is shown again when that is over.
refused-restriction-state = This is not possible as the restriction stands now. Look at it again: it may have been answered, taken back or ended.
refused-answer = The answer has from 1 to { $most } characters.
refused-disable-self = You cannot disable yourself. Another administrator can.
refused-platform-home-page = “{ $text }” is no home page of accounts. Write it as statements do, such as https://app.example.org.
refused-platform-known = A platform with this issuer and client_id is known already.
refused-coaches-make = Groups are made by coaches.
refused-large-export = This may be large: it is made in the background. Ask for it at /me/exports.
refused-no-file = There is no file of this export now.
refused-board = Only members are on a group’s board.
refused-coaches-have = Only coaches have groups here.
refused-coaches-inbox = Only coaches have an inbox here.
refused-alert-over = This alert is over. Look at the page again: it shows what holds now.
refused-date = This is no date such as 2026-11-23.
refused-coaches-letters = Only coaches get letters.
refused-days = The last day is before the first. Turn them round.
refused-reason = The reason has more than { $most } characters.
refused-settings = Choose a language or a time zone.
refused-language = There is no language “{ $language }” here. Choose one of { $known }.
refused-zone = There is no time zone “{ $zone }”. Choose one from the list, such as Europe/Berlin or America/New_York.
refused-page = The parameter before is not one that a page has given.
refused-administrators = This page is for administrators.
refused-erased = Your data here were erased. An administrator can admit you again.
refused-sign-in-late = This sign-in was not started in this browser, or took too long. Start again.
refused-provider = No such identity provider is configured (sso.issuer).
refused-try-sign-in = Only administrators try sign-ins out.
refused-link = This link was used already or has expired. Ask for a new one.
refused-form-held = Sign in again first, then send this form.
refused-sign-in-again = This needs a sign-in of the last { $minutes } minutes. Sign in again at /sign-in/again.
refused-disabled = This account is disabled here. Ask your administrator.
refused-nobody = Sign in to see this.
refused-foreign-form = This form is another site’s.
refused-choice = This choice was made already, took too long, or is somebody else’s. Go back to the course and begin again.
refused-export-key = Exports in the background are made for whoever has signed in here.
refused-exports-many = At most { $open } of your exports may be unfinished and { $kept } kept. Remove one first.
refused-provider-down = The identity provider { $provider } cannot be reached just now. Try again in a minute; as soon as it answers, signing in works again.
refused-oidc-exchange = You are not signed in: { $provider } does not take the code that it gave; check the client’s secret and redirect address. Start again; if it happens again, show this to your administrator.
refused-oidc-no-token = You are not signed in: { $provider } sent no ID token; check that the scope openid is allowed. Start again; if it happens again, show this to your administrator.
refused-oidc-token = You are not signed in: { $provider } sent an ID token that does not fit; the log says what is wrong with it. Start again; if it happens again, show this to your administrator.
refused-oidc-issuer = You are not signed in: { $provider } was asked, but another issuer answered. Start again; if it happens again, show this to your administrator.
refused-oidc-not-asked = You are not signed in: { $provider } did not ask you anew who you are (auth_time). Start again; if it happens again, show this to your administrator.
refused-oidc-userinfo = You are not signed in: { $provider } sent user information that does not fit the ID token. Start again; if it happens again, show this to your administrator.
refused-other-provider = The answer came from another provider than the one that was asked. Start again.
refused-by-provider = The identity provider did not sign you in. Start again; if it happens again, ask your administrator whether your account may use Coachlight.
refused-no-code = The identity provider sent no code. Start again.

plans-title = Development plans
plans-empty-title = No plan yet
plans-empty = Begin one below. It counts as soon as both of you have signed it.
plans-empty-own = Begin one below, or wait for your coach to propose one. It counts as soon as both of you have signed it.
plans-name = Name
plans-state = State
plans-aims = Aims
plans-changed = Last changed
plans-new = A new plan
plans-role = What a role asks for
plans-role-note = Each level that the role asks for and that is not reached becomes an aim.
plans-due = Due by
plans-copy = Take over the aims of
plans-begin = Begin the plan
plan-agreed = Agreed
plan-draft = Draft
plan-proposed = Proposed
plan-aims = What is aimed at
plan-no-aims = Nothing yet. Add an aim below.
plan-signed = Signed by { $name } on { $date }
plan-draft-note = Nobody has signed this version yet.
plan-waits-coach = It waits for your coach to agree.
plan-waits-learner = It waits for the person to agree.
plan-your-turn = It waits for you to agree.
plan-nothing-yet = No evidence yet.
plan-propose = Sign and propose
plan-agree = Sign and agree
plan-change = Change the plan
plan-undo = Take this version back
plan-discard = Discard the plan
plan-edit = Aims
plan-edit-note = Saving makes a new version, which both of you sign again. Until then the version agreed before stays in force.
plan-competency = Competency
plan-level = Level
plan-due-label = Due
plan-why = Why
plan-other = Another competency
plan-other-note = For what the list does not offer: its code or address. It belongs to the first row with a level and no competency.
plan-remove-note = A row without a competency is left out.
plan-save = Save
plan-versions = Earlier versions
plan-version = Version { $number }

goals-title = Goals and steps
goals-open = Open
goals-open-none = No goal and no step is open.
goals-new = A new goal or step
goals-what = What is it?
goals-for = For which competency?
goals-group = In which group?
goals-group-none = In no group
goals-note = What there is to say about it
goals-set = Save
goals-closed = { $count ->
    [one] One that is over
   *[other] { $count } that are over
}
goal-kind-done = Transfer step, already done
goal-achieved = reached
goal-given-up = given up
goal-done = { $percent }% done
goal-percent = Percent done
goal-note = Note it
goal-achieve = It is reached
goal-give-up = Give it up
steps-done = Transfer steps done
steps-none = No step is reported yet.
step-verified = Verified, { $mark }
step-unverified = Not verified yet
step-mark = How well?
step-verify = I vouch for it
step-withdraw = Take my word back
claims-title = Waiting for your word
claims-note = What the person says of themselves counts little by itself. Your word moves it to the coach’s evidence, for or against.
claims-none = Nothing that the person says of themselves waits for your word.
claims-older = { $count ->
    [one] One older piece
   *[other] { $count } older pieces
}
claims-more = { $count ->
    [one] One older piece is not shown.
   *[other] { $count } older pieces are not shown.
}
claims-said = { $count ->
    [one] One word of yours that stands
   *[other] { $count } words of yours that stand
}
claims-fast = Faster than expected
claims-fast-note = It took a small part of the time that its activity declares. It counts as before: look at it, and say in your own word how far the person is. It stands here until you do.
claims-fast-rate = Your word on { $competency }
claim-reject = Reject
claim-reject-note = It then speaks against the level. You can take that back at any time.
claim-reject-why = Why
claim-reject-now = It is not so
claim-rejected = Rejected
glance-title = Levels at a glance
glance-summary = { $count } competencies; of { $aims } aimed at, { $reached } reached.
glance-spoke = { $name }: level { $level }, level { $target } aimed at
glance-spoke-alone = { $name }: level { $level }
glance-reached = Level reached
glance-wanted = Level aimed at
involved-title = In your groups
involved-group = Group
involved-weeks = Own acts, 12 weeks
involved-all = In all
involved-week = Week to
involved-note = Own acts are contributions, goals, notes of progress, steps, reflections and attendance. Likes and what was only looked at are left aside.
involved-summary = { $total ->
    [0] Nothing in twelve weeks
    [one] One act in twelve weeks, { $last } in the last week
   *[other] { $total } acts in twelve weeks, { $last } in the last week
}
mark-full = fully
mark-good = well
mark-half = half
mark-little = a little
form-percent = Write how far it is as a whole number from 0 to 100.
form-mark = Choose how well the step was done.

reviews-title = Review interviews
reviews-empty-title = No review yet
reviews-empty = Schedule one below. Until it is closed it shows what has changed since the one before.
reviews-empty-own = Your coach schedules review interviews. They appear here, with what has changed since the one before.
reviews-day = Day
reviews-goals = Goals agreed
reviews-new = Schedule a review
reviews-new-note = The person sees it, too.
reviews-schedule = Schedule
review-title = Review interview, { $date }
review-open = Open
review-closed = Closed
review-cancelled = Called off
review-coach = With { $name }
review-closed-on = Closed on { $date }
review-closed-note = What is shown below is frozen as both of you saw it. Later statements do not change it.
review-cancelled-note = This review did not take place.
review-open-note = What is shown below is as it is today. Closing freezes it.
review-open-own = What is shown below is as it is today, as your coach sees it. Closing freezes it.
naming-title = Name or pseudonym
naming-asked-own = { $coach } asks for this review, and knows you only as { $pseudonym }. If you agree, { $coach } sees your name until the review is closed, and afterwards where its record is opened. You can take it back at any time.
naming-agreed-own = Since { $date } { $coach } knows you by name, because you agreed to this review: until it is closed, and afterwards where its record is opened.
naming-agree = Agree to the review, with my name
naming-withdraw = Hide my name again
naming-asked = You see a pseudonym. Once the person agrees to this review, you see the name until it is closed.
naming-agreed = The person agreed on { $date } that you know the name: until the review is closed, and afterwards where its record is opened.
review-digest = SHA-256 of the frozen text:
review-changed = What has changed
review-since = { $then } (thin bar) and { $now } (thick bar)
review-first = The first review: as of { $now }.
review-nothing = No competency is planned or shown yet.
review-change = Shown { $then }% then, { $now }% now; contradicted { $before }% then, { $contradicted }% now.
review-new = New: shown { $now }%, contradicted { $contradicted }%.
review-side = { $quality } (weight { $mass })
review-achievements = Reached since
review-achievements-none = Nothing reported since.
reached-achieve = Goal reached
reached-complete = Completed
reached-earn-credential = Certificate
reached-transfer = Transferred into practice
review-open-aims = Open goals and steps
review-open-none = Nothing is open.
review-unverified = { $count ->
    [one] One transfer step waits for a coach’s word.
   *[other] { $count } transfer steps wait for a coach’s word.
}
goal-unnamed = Unnamed goal
goal-kind-goal = Goal
goal-kind-step = Transfer step
review-record = What we write down
review-record-none = Nothing was written down.
review-notes = Notes for both
review-ratings = The coach’s rating
review-ratings-note = Said when the review is closed, and evidence from then on. Leave out what you cannot judge.
review-level = Level
review-rating-note = Note
review-goals = Goals until next time
review-goal = Goal
review-goal-kind = Kind
review-save = Save
review-close = Close the review …
review-close-note = What is written above is saved. What is shown is frozen, and the ratings and goals are said. This cannot be taken back.
review-close-now = Save and close
review-cancel = Call the review off …
review-cancel-note = What was written down stays, and the person sees that it is called off.
review-cancel-now = Call off
review-own-note = A note for yourself
review-own-note-note = Only you can read it, also after the review is closed.
review-own-note-save = Keep the note

matrix-title = People and competencies
matrix-people = Who is shown
matrix-all = All ({ $count })
matrix-gaps = With gaps ({ $count })
matrix-no-gaps = Everybody has reached what they aim at.
matrix-higher = Higher level
matrix-below-target = Below the level aimed at
matrix-sort = Widest gap in { $name } first
matrix-choose = Choose { $name }
matrix-assign = Invite those chosen to another group
matrix-assign-note = Choose people, or a competency at the head of its column: those below the level aimed at in it are chosen then.
matrix-assign-chosen = Those below the level aimed at in { $name } are chosen.
matrix-note = Each cell shows the level, and after the stroke the level that the plan aims at. It leads to the evidence.
matrix-no-topics-title = The group works on nothing yet
matrix-no-topics = Link competencies to the group, and the members’ progress in them appears here.
matrix-nobody-title = Nobody is in the group yet
matrix-nobody = Members appear here as soon as they join.
matrix-too-large = The group is too large for one picture: at most { $people } members and { $competencies } competencies fit. Look at its members one by one.
group-matrix = People and competencies

statement-title = Statement
statement-happened = Happened
statement-stored = stored
statement-note = The statement as it was received, with what the record store added.

error-back = Back to the first page
problem-kind = What it means
problem-bad-request = The request cannot be understood
problem-bad-request-what = The request is malformed in a way that has no kind of its own; the detail says how.
problem-conflict = This contradicts what is stored
problem-conflict-what = The stored thing and the sent one contradict each other: nothing was changed. Send the stored version again, or use a new identifier.
problem-erased = This person’s data were erased
problem-erased-what = It is about somebody whose data were erased at their wish, so that it is not stored again. Leave it out. Whoever comes back is admitted by an administrator.
problem-forbidden = You may not do this
problem-forbidden-what = You are signed in, but this is not yours to do or see.
problem-gone = This is kept no longer
problem-gone-what = What was asked for was kept for a while only. Read how things stand now, and go on from there.
problem-internal = The gateway failed
problem-internal-what = The gateway failed. Nothing that was acknowledged is lost. Report the request identifier to whoever runs the gateway.
problem-invalid-statement = A statement breaks a rule
problem-invalid-statement-what = The body is JSON, but breaks a rule of the standard. `errors` names each place and rule. Nothing of the request was stored.
problem-invalid-parameter = A parameter is wrong
problem-invalid-parameter-what = A parameter of the address has a wrong name or value.
problem-launch-refused = The launch was refused
problem-launch-refused-what = The launch from the learning platform was refused. The administrator finds the reason in the log under the request identifier.
problem-malformed-json = The body is not valid JSON
problem-malformed-json-what = The body is not JSON as RFC 8259 defines it, or repeats a key in an object.
problem-method-not-allowed = This method does not work here
problem-method-not-allowed-what = The address exists, but not for this method. `Allow` lists those that work.
problem-not-found = There is nothing here
problem-not-found-what = There is nothing at this address, or nothing that you may know of.
problem-out-of-space = There is no space left
problem-out-of-space-what = The disk of the gateway is full: nothing was stored. Reading still works; send it again when `/readyz` says that there is space.
problem-precondition-failed = It has been changed meanwhile
problem-precondition-failed-what = What the request was to start from is no longer what is stored: somebody else changed it meanwhile, or it was there already. Nothing was changed. Read it again, and send the change with the entity tag of what you read.
problem-reauthentication-needed = Sign in again to do this
problem-reauthentication-needed-what = What you want to do reveals or changes much, and you signed in a while ago. Sign in again; then go on where you were.
problem-request-timeout = The request took too long to arrive
problem-request-timeout-what = The sender was slower than the limits allow.
problem-restricted = This person’s data are restricted
problem-restricted-what = The data of this person are restricted (GDPR, article 18): they are kept and not used, so nothing of them is shown or changed. What comes meanwhile is kept, too, and is all there when the restriction is over. Speak with the person, or with your administrator.
problem-sign-in-refused = You are not signed in
problem-sign-in-refused-what = Signing in failed, and nothing was stored. Start again; if it happens again, show your administrator what the page says.
problem-too-large = The body is too large
problem-too-large-what = The body is larger than the gateway takes. Send fewer statements at a time.
problem-too-many-requests = Too many requests
problem-too-many-requests-what = Too many failed attempts or requests. Wait as long as `Retry-After` says.
problem-unauthorized = Credentials are needed
problem-unauthorized-what = The credentials are missing, wrong, expired or revoked.
problem-unavailable = The gateway cannot answer just now
problem-unavailable-what = The database cannot be reached now. Nothing is lost: send the same request again after the time in `Retry-After`; a statement with an identifier is never stored twice.
problem-unsupported-media-type = This content type does not work here
problem-unsupported-media-type-what = The body’s content type or encoding is not one that works here.
problem-unsupported-version = This xAPI version is not spoken here
problem-unsupported-version-what = The X-Experience-API-Version header is missing or names a version that is not spoken here.
footer-version = Coachlight { $version }
footer-zone = Times: { $zone }

admin-title = Administration
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
page-more = More
keys-empty-title = No app may write yet
keys-empty = Make a key below and enter it in your app. Its secret is shown once.
keys-label = Purpose
keys-label-hint = The app’s name, for instance. It names the authority of what is written with the key.
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
scope-frameworks-read = read competency frameworks
scope-profile = read and write profiles
scope-reports-read = read reports on groups and people
scope-state = read and write state
scope-statements-read = read all statements
scope-statements-read-mine = read what was written with the same authority
scope-statements-write = write statements
scope-coaching-write = act for coaches and learners
scope-events-read = read what apps are told
scope-webhooks-write = set webhooks up and change them
refusals-note = The last 1,000 of each key. Apps read their own at /xapi/ext/refusals.
refusals-key = Key
refusals-all = All keys
refusals-empty-title = Nothing was refused
refusals-empty = When a request of an app breaks a rule, the rule, the place and the remedy stand here.
refusals-of = Key
refusals-method = Method
refusals-path = Address
refusals-status = Status
refusals-problem = Problem
refusals-detail = Why
refusals-faults = Each fault
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

nav-back = Back to the course
launch-refused = Coachlight could not be opened
launch-again = The way from your course to Coachlight took too long, was interrupted, or was used before.
launch-again-do = Nothing is lost: go back to the course and open the link again. If that does not help, show this page to whoever looks after your learning platform.
launch-browser = Your browser kept back the note by which Coachlight knows that it was you who opened this link. That happens where one page is shown within another.
launch-browser-do = Go back to the course and open the link in a new tab or window. If that does not help, allow Coachlight to keep cookies, or ask whoever looks after the course to have this link open in a new window.
launch-administrator = Something that your learning platform sent does not fit what was agreed with it. It is nothing that you have done.
launch-administrator-do = Show this page to whoever looks after your learning platform: the last line says what has to be mended. Then open the link in the course again.
launch-approval = Coachlight has not been let into this part of your learning platform yet.
launch-approval-do = Whoever administers Coachlight has been told on their pages and has to approve of it once. Remind them, or whoever looks after your learning platform, and open the link again afterwards.
launch-anonymous = Your learning platform does not tell Coachlight who you are, so that there is nothing that could be shown to you.
launch-anonymous-do = Ask whoever looks after your learning platform to let it pass on who opens this link; then open it again.
launch-course = Only your learning platform can open this address.
launch-course-do = Open your course there, and in it the link to Coachlight. If that is how you came here, show this page to whoever looks after your learning platform.
launch-disabled = Coachlight is switched off for your learning platform, or for the part of it that you came from. What you did is kept.
launch-disabled-do = Ask whoever runs your course whether that is meant to be. Whoever administers Coachlight can switch it on again.
launch-sign-in = Your learning platform did not confirm who you are. Most often you are no longer signed in there.
launch-sign-in-do = Sign in at the learning platform again, and open the link in the course. If that does not help, show this page to whoever looks after your learning platform.
launch-unconnected = Coachlight is not connected with the learning platform that you came from.
launch-unconnected-do = Show this page to whoever looks after your learning platform: they have to connect the two first, together with whoever administers Coachlight.
launch-unreachable = Your learning platform did not answer when Coachlight asked it for the keys that its messages are checked with.
launch-unreachable-do = Wait a few minutes, and open the link in the course again. If that does not help, show this page to whoever looks after your learning platform.
launch-author = What is put into a course is chosen by those who make it, and your learning platform does not name you among them.
launch-author-do = If you do, ask whoever looks after your learning platform for such a role in this course. Otherwise go back to the course.
launch-rule = For whoever administers Coachlight: { $why } ({ $rule })
launch-opening = One moment …
launch-go-on = Go on
launch-window = Open in a new window
launch-frame = Your browser needs a window of its own
launch-frame-why = It keeps you from being signed in within the page of another site. In a window of its own everything works.
launch-access = Open it here
launch-access-refused = Your browser does not allow it here. Some do once Coachlight has been opened in a window: do that, and then open the link in the course again.
join-title = Join { $group }?
join-what = Your coaches then see your contributions and your progress in this group. You see who has looked at your page.
join-button = Join
join-later = Not now, only show my progress
register-title = Connect this learning platform
register-what = People of this platform will be able to open Coachlight from their courses. Roles in a course decide what they see there.
register-platform = Platform
register-product = Product
register-foreign = Some of its addresses are on other hosts. Go on only if you know them:
register-button = Connect
register-done = Connected
register-updated = Connected anew
register-next = { $name } is known now. If your platform asks for it, activate the tool there. Then open a link in a course.
register-scopes = The platform does not grant:
register-messages = The platform does not offer:
register-claims = The platform does not tell:
register-close = Close
register-failed = Connecting failed
register-invite = This registration link is not known, was used already, or has expired. Ask whoever administers Coachlight for a new one; nothing was changed.
register-conflict = What the platform says differs from what was shown or agreed before. Nothing was changed. Open the link once more; if it happens again, ask the platform’s administrator why its addresses have changed.
register-configuration = The platform’s configuration cannot be used. Nothing was changed.
register-refused = The platform refused to register the tool. Its reason is below. The link still works.
register-unreachable = The platform could not be asked. Its address has to be public and https, unless outbound.allow_private is set.
mentored-title = People I accompany
mentored-empty-title = Nobody has come yet
mentored-empty = Those whom you accompany appear here as soon as they have opened Coachlight themselves.
me-groups = My groups
me-group-kept = As long as your data are only kept and not used, there are no figures of you in this group. Under “My data” you see what you have asked for.
me-group-soon = Your figures in this group appear here in a moment, or once you have joined.
me-all = Show all my competencies

admin-platforms = Learning platforms
course-names-title = Courses: groups and names
course-names-group = Launches from the course open the group
course-names-other-group = Open another group
course-names-group-address = Address of the group’s page
course-names-group-note = Its identifier, or what statements call the group, will do, too. Who is on the course’s roster comes into it; what happened in the group until now stays there.
course-names-group-save = Open this group
course-names-own-group = Open the course’s own group again
course-names-note = Apps’ statements name a course by an address of its own, mostly that of its page. Launches do not tell it. Say it here, and what happens in the course belongs to the course’s learning group, unless a statement names another group. Earlier statements follow.
course-names-empty-title = No course yet
course-names-empty = A course is known from its first launch on.
course-names-context = Course { $context } at the platform, deployment { $deployment }
course-names-called = In statements it is called (an address on each line)
course-names-save = Save
course-names-proposed = Moodle’s statements call it:
course-names-propose = Take this over
course-names-more = Further courses
refused-course-iri = “{ $iri }” is not the address of an activity, such as https://lms.example.org/course/view.php?id=12.
refused-course-taken = { $iri } is what another course is called already.
refused-course-many = A course is called by at most { $most } addresses.
refused-course-no-group = No group is called { $group }. Give the address of its page, its identifier, or what statements call it.
refused-course-group = The course’s group is part of another now. After the next launch from the course this can be said.

platforms-empty-title = No learning platform is connected
platforms-empty = Make a registration link below and paste it into your platform: it does the rest.
platforms-name = Name
platforms-launch = Last launch
platforms-roster = Last roster
platforms-score = Last score
platforms-state = State
platforms-enabled = Connected
platforms-disabled = Disabled
platforms-failing = Look at it
platforms-waiting = Waits for approval
platforms-connect = Connect by a link
platforms-connect-how = The link works once, for { $hours } hours. In Moodle it goes into “Manage tools”, in Canvas into “Developer keys, LTI registration”, elsewhere to where tools are registered dynamically.
platforms-make-link = Make a link
platforms-link-title = The registration link
platforms-link-how = Paste this link into your platform within { $hours } hours. It works once, and whoever has it can connect a platform.
platforms-link-where = The platform then shows a page of Coachlight: agree there, and it is done.
platforms-home-page = Home page of the accounts in statements
platforms-home-page-hint = Only if your apps name people by accounts that the platform knows; otherwise leave it empty.
platforms-claim = The account’s name is
check-claim-subject = the platform’s number of the person
check-claim-username = the user name
check-claim-sourced-id = the identifier of the student information system
platforms-trust-email = The platform checks e-mail addresses, so that one may link a person
platforms-people = Its people in statements
platforms-people-note = By which accounts apps’ statements name the people of this platform. What is said here holds from each person’s next launch and from the next whole roster on; what was linked before stays.
platforms-people-save = Save
platforms-own-keys = Give it key pairs that no other platform has
platforms-by-hand = Connect by hand
platforms-by-hand-how = Enter these values at the platform, then the platform’s values below.
platforms-tool-url = Tool URL, target link URI
platforms-login-url = Initiate login URL, OpenID Connect initiation URL
platforms-redirects = Redirection URIs
platforms-keyset = Public keyset, public JWK URL
platforms-domain = Domain
platforms-custom = Custom parameters
platforms-canvas = Canvas: address of the JSON file
platforms-copy = Copy
platforms-copied = Copied
platforms-enter = Enter the platform’s values
platforms-issuer = Issuer, platform ID
platforms-client = Client ID
platforms-authorization = Authentication request URL
platforms-token = Access token URL
platforms-jwks = Public keyset URL of the platform
platforms-deployment = Deployment
platforms-product = Product
platforms-product-hint = May be left empty. Canvas on a host of its own: canvas.
platforms-audience = OAuth2 audience
platforms-audience-hint = Only if the platform shows one, as Brightspace does; otherwise leave it empty.
platforms-add = Connect
platforms-error = Last error
platforms-results = Results from the platform
platforms-since = Fails since then: { $why }
platforms-fails-in = Fails in: { $courses }. The list of courses says why.
platforms-recovered = It works again.
platforms-test = Test now
platforms-tested = What works
platforms-enable = Allow launches again
platforms-disable = Disable
platforms-disabled-note = Nobody comes in from this platform, and its rosters and grades rest. To end the connection for good, remove the tool at the platform, too: Coachlight cannot do that there.
platforms-keys = Our keys
platforms-keys-own = This platform has key pairs of its own.
platforms-keys-shared = These key pairs are shared by all platforms that have none of their own.
platforms-key-signs = Signs
platforms-key-waits = Published
platforms-rotate = New key pair
platforms-deployments = Deployments
platforms-deployments-note = Places of the platform where the tool is installed. One that nobody has approved of may not launch.
platforms-course = First seen in
platforms-seen = Since
courses-title = Courses
courses-none = No course has opened Coachlight yet. Each appears here with its first launch.
courses-course = Course
courses-group = Group
courses-members = On the roster
courses-fetched = Last roster
courses-next = Next roster
courses-columns = Gradebook columns
courses-column-gone = deleted at the platform
courses-column-gone-note = Nothing is sent there any more. Pick the progress with a column once more at the platform, or make the column anew with “coachlight platform grade add”, and everybody’s grade comes back. “coachlight platform grade remove” ends it.
courses-results = Results last read:
courses-fetch = Fetch the roster now
courses-due = being fetched
courses-no-roster = The platform offers none.
platforms-refused = Refused launches
platforms-refused-none = No launch has been refused.
platforms-refused-note = Each with the sentence that the log has.
deployment-pending = Waits for approval
deployment-approved = Approved
deployment-disabled = Disabled
deployment-make-approved = Approve
deployment-make-disabled = Disable
finding-keys = The platform’s keys
finding-token = Access tokens
finding-lineitem = Make and change columns of the gradebook
finding-lineitem-readonly = Read columns of the gradebook
finding-result-readonly = Read results
finding-score = Send scores
finding-contextmembership-readonly = Read rosters
finding-contextgroup-readonly = Read the groups of a course
finding-works = Works
finding-fails = Fails
finding-off = Off
rule-keys-unreachable = the platform’s keys could not be fetched
rule-keys-unfit = the platform publishes no key that can be used
rule-token-refused = the platform refuses a token: does it know our keys?
rule-token-answer = the platform’s answer holds no usable token
rule-token-endpoint = no address for tokens is known
rule-scope-not-granted = the platform does not grant this
rule-service-scope = the platform does not let Coachlight use this: switch it on in the tool’s settings there
rule-unreachable = the platform could not be reached
rule-address-refused = the address is private or not https; outbound.allow_private admits those
rule-answer-too-large = the platform’s answer is too large
rule-origin-foreign = the address is on another host than the platform’s
rule-registration = the stored addresses are unusable
rule-browser = the browser did not prove that it began the launch
rule-deployment-unknown = the deployment waits for approval
rule-deployment-disabled = the deployment is disabled
rule-expired = the token has expired: does the platform’s clock run right?
rule-issued-at = the token’s time is wrong: does the platform’s clock run right?
rule-replay = the token was used before
rule-anonymous = the platform does not say who launches
rule-platform = the platform refused the login
rule-login-target = the link leads to another address than ours
rule-registration-disabled = the platform is disabled
rule-audience = the token is for another tool: compare the client ID here with the platform’s
rule-authorized-party = the token was given to another tool: compare the client ID here with the platform’s
rule-configuration-address = the configuration’s address is not https: open the link from the platform’s public address; for a platform on a network of your own see outbound.allow_private in the configuration
rule-configuration-algorithms = Coachlight takes no signature that the platform names under { $name }: let the platform use RS256
rule-configuration-issuer = the configuration speaks for { $issuer } and comes from { $host }: open the link from the platform’s own address
rule-configuration-member = { $name } is missing in the platform’s configuration, or malformed: connect by hand, and tell those who make the platform
rule-configuration-status = the platform answered { $status } and no configuration: begin once more at the platform
rule-content-author = only those who make the course may choose content: give the person such a role in the course
rule-deep-linking-settings = the platform does not say what may be chosen: tell those who make the platform
rule-deployment = the launch names no deployment: install the tool at the platform once more
rule-for-user = the launch does not say whose work is looked at: tell those who make the platform
rule-internal = Coachlight itself failed: its log says why
rule-issuer = the token is of another platform: compare the issuer here with the platform’s, letter by letter
rule-key-ambiguous = the platform has several keys and does not say which one signed: its keys need key IDs
rule-key-unfit = the platform’s key is for another kind of signature than it used: look at the platform’s keys
rule-key-unknown = the platform does not publish the key that signed: compare the address of its keyset here with the platform’s
rule-landing = the page behind the launch was opened too late: open the link again
rule-line-item = the launch does not say which column of the gradebook is looked at: tell those who make the platform
rule-login-expired = the login took too long: open the link again
rule-login-malformed = a parameter of the login is given twice or is too long: compare the login address at the platform with ours
rule-login-missing = a parameter of the login is missing: compare the login address at the platform with ours
rule-message-type = this kind of launch is not served here: look at the kind of the link at the platform
rule-nonce = the token is of another login: open the link again
rule-origin-malformed = the platform names an address that is none: tell those who make the platform
rule-origin-plain = the platform names an address without https: give it one, or set outbound.allow_private
rule-register-client = the platform does not say under which client ID it knows us: look there and connect by hand
rule-register-refused = the platform answered { $status } and gave no reason: its log says why
rule-register-refused-because = the platform answered { $status }: “{ $said }”
rule-registration-ambiguous = the platform is connected several times, and its login names no client ID: let it name one
rule-registration-changed = the platform’s configuration has changed since it was shown
rule-registration-conflict = the platform is connected already, with other addresses
rule-registration-invite = the registration link is not known, was used or has expired
rule-registration-unknown = no platform with this issuer and client ID is connected: compare both with the platform’s
rule-resource-link = the launch does not say which link was opened: tell those who make the platform
rule-roles = the launch’s roles cannot be read: tell those who make the platform
rule-service-foreign-page = the platform’s list goes on at another host: its own address there is wrong
rule-service-gone = what was asked for is no longer there: was the course or the column deleted?
rule-service-loop = the platform’s list leads in a circle: tell those who make the platform
rule-service-malformed = the platform’s answer is incomplete: tell those who make the platform
rule-service-not-taken = the platform does not take what was sent: is the person graded there?
rule-service-refused = the platform refuses without saying why: its log may
rule-service-retry = the platform is overloaded or failing: it is tried again without your doing
rule-service-stale = the platform has something newer already: there is nothing to do
rule-service-token = the platform refuses the token that it has just given: look at the tool’s services there, and at its clock
rule-service-too-many-pages = the platform’s list does not end: tell those who make the platform
rule-service-unfinished = the platform’s list broke off: it is read again without your doing
rule-service-unusable = what the platform answered does not fit the course: the course on the platform’s page says why
rule-state = the login is not known or was used already: open the link again
rule-storage-not-offered = the browser keeps no cookie and the platform nothing in its stead: open the link in a window of its own
rule-subject = the platform does not say properly who launches: tell those who make the platform
rule-target-link-uri = the launch leads to another address than its login said: look at the link’s address at the platform
rule-token-algorithm = the token is signed in a way that is not accepted: let the platform use RS256
rule-token-critical = the token demands what Coachlight does not know: tell those who make the platform
rule-token-malformed = the token cannot be read: tell those who make the platform
rule-token-parts = what was sent is no token: tell those who make the platform
rule-token-signature = the token’s signature is wrong: compare the address of the platform’s keyset; if it is right, the token is forged
rule-token-too-long = the token is too long: let the platform send fewer custom parameters
rule-tool-key = our own key cannot be read: was coachlight.key replaced? A new key pair helps
rule-version = the launch is not of LTI 1.3: choose LTI 1.3 at the platform

grade-comment-nothing = Nothing is known about this yet.
grade-comment-competency = { $share } of 100 in “{ $name }”, from { $count ->
    [one] one piece of evidence
   *[other] { $count } pieces of evidence
}; level { $level }{ $levels ->
    [0] .
   *[other] {" "}of { $levels }.
}
grade-comment-goal = { $share } of 100 of the way to level { $target } in “{ $name }”, from { $count ->
    [one] one piece of evidence
   *[other] { $count } pieces of evidence
}; level { $level } is reached.
visit-ended = This visit has ended
visit-ended-what = Go back to the course and open the link again.

# Deep linking
pick-title = What should the course link to?
pick-many = Pick as many as you like.
pick-single = Your learning platform takes one link at a time.
pick-search = Search
pick-find = Find
pick-none = Nothing has { $search } in its name.
pick-group = { $name }: the group
pick-group-what = Those who coach see the group’s report, learners their own page.
pick-board = { $name }: leader board
pick-board-what = The places of the members who want to be on it.
pick-competency = Progress: { $name }
pick-competency-what = Each learner sees how far they are and on what evidence; nobody sees others.
pick-goal = Goal: { $name }
pick-goal-what = Each learner sees the way to the level that their plan aims at.
pick-grade = Also as a column of the gradebook
pick-points = Points of a gradebook column (1 to 100)
pick-preview = Preview
pick-members = { $count ->
    [one] One member
   *[other] { $count } members
}
pick-no-progress = Nothing is known of anybody yet.
pick-no-competency = The group has no competency yet, so there is no progress to link to. Give it one under “Edit the group”, then come back here.
pick-no-group = There is nothing to pick here: open this from a course that you teach.
pick-add = Add to the course
pick-cancel = Cancel
pick-nothing = Nothing is picked yet. Pick at least one.
pick-one = Your learning platform takes one link at a time. Pick one.
pick-maximum = Give the points of the gradebook column: a whole number from 1 to 100.
pick-not-taken = Your learning platform does not take this kind of link.
pick-done = Picked
pick-back = Back to the course

# Signing in and out
sign-in-choose = Where is your account?
again-title = Sign in again
again-why = What you want to do reveals or changes much, and it is more than { $minutes } minutes ago, or not known, that you last showed who you are. Show once more that it is you; then you come back to where you were.
again-link = You came by a one-time link. Ask for a new one (coachlight sign-in-link), open it in this browser, and do it again.
resume-title = Welcome back
resume-what = What you had sent waited for you. It is done when you go on.
resume-button = Go on
signed-out-title = You are signed out
signed-out-what = You are being taken to your organisation’s sign-in page, to be signed out there, too.
signed-out-button = Sign out there, too

tool-description = Shows coaches how their learning groups are getting on, and people their own progress.
tool-open = Learning group and progress
tool-choose = Choose from Coachlight
tool-review = Progress

settings-title = My settings
settings-language = Language
settings-language-what = Pages, files and letters are written in it.
settings-language-choose = My language
settings-language-other = That of the platform I come from, or of my browser
settings-zone = Time zone
settings-zone-what = Times – when something was said, a sign-in, an entry of a log – are shown by the clock of this zone, on pages and in files. Days – when something is due, when somebody was active, weeks and months – are the organisation’s ({ $zone }).
settings-zone-now = It is { $now } there: { $zone }.
settings-zone-choose = My time zone
settings-zone-how = A city or the name of a zone, such as Europe/Berlin.
settings-zone-told = Left empty, it is the one of your sign-in: { $zone }.
settings-zone-none = Left empty, it is the organisation’s: { $zone }.
settings-save = Save
sessions-title = My sessions
sessions-note = Where you are signed in. A session ends after { $idle } minutes without a click, and { $hours } hours after signing in.
sessions-where = Where
sessions-by = Signed in by
sessions-since = Since
sessions-seen = Last seen
sessions-this = This one
sessions-end = End
sessions-end-others = End all others
sessions-unknown = Unknown browser
sessions-by-link = One-time link
sessions-by-platform = Learning platform

looks-title = Who looked
looks-note = Everybody else who looked at you or at data about you, once for each hour and kind. It is kept for { $months } months.
looks-empty-title = Nobody has looked
looks-who = Who
looks-what = At what
looks-when = When
looks-system = The system { $system }
look-api = Data, through the programming interface
look-group = A group that you are in
look-inbox = What needs a coach today
look-page = Your page
look-platform = A page within the learning platform
look-statement = What you did, as recorded

admin-people = People
people-note = Who they are and where they are signed in. Progress is for them and their coaches.
people-name = Part of the name
people-find = Find
people-none-title = Nobody found
people-none = No name holds this text. People without a name are found by coachlight person find.
people-enabled = May come in
people-disabled = Kept out
people-enable = Let in again
people-disable = Keep out
people-disable-note = All sessions end at once, and signing in is refused.
people-known-by = Known by
people-sessions = Sessions
people-sessions-none = Nowhere signed in.
people-end-sessions = End all sessions

admin-sign-in = Sign-in
sign-in-test-note = Try a sign-in out: you see what the provider says of you and which rule gives which role. Your session stays as it is.
sign-in-test = Test sign-in
sign-in-empty-title = No provider is set up
sign-in-down = Could not be reached
sign-in-back-channel = Back-channel logout URL
sign-in-after = Address after signing out
sign-in-claim = Claim of roles
role-administrator = Administrator
role-coach = Coach
role-hr = HR (figures of the whole organisation)
tested-title = What { $provider } says of you
tested-roles = Roles
tested-none = No rule fits a value of the claim { $claim }: whoever signs in like this sees their own page only.
tested-why = { $value } in { $claim } fits the rule { $rule }
tested-claims = Claims received

admin-audit = Audit log
audit-note = What administrators did. Each entry holds the digest of the one before: coachlight audit verify shows whether any was changed.
audit-empty-title = No entry
audit-empty = Nothing of this kind has been done yet.
audit-act = Act
audit-all = All acts
audit-number = Number
audit-when = When
audit-who = Who
audit-what = What
act-course-linked = Launches from a course were led to another group
act-course-unlinked = Launches from a course were led to its own group again
act-course-called = What statements call a course was said
act-deployment-decided = Deployment of a learning platform decided
act-feed-changed = Feed of another record store changed
act-key-made = API key made
act-key-replaced = API key replaced
act-key-revoked = API key revoked
act-persons-merged = Two persons made one
act-name-hidden = Agreement to be known by name taken back
act-name-shown = Agreed to be known by name in a review
act-persons-parted = Merge undone
act-person-disabled = Person kept out
act-person-enabled = Person let in again
act-platform-added = Learning platform registered
act-platform-people = Who a learning platform’s people are was said
act-platform-renewed = Learning platform registered anew
act-platform-invited = Registration link made
act-platform-switched = Launches allowed or stopped
act-platform-key-rotated = New key pair for platforms
act-report-renewed = Report to be worked out anew
act-restriction-answered = Restriction or objection answered
act-restriction-asked = Restriction or objection asked for
act-restriction-ending = End of a restriction announced
act-restriction-over = Restriction over
act-roles-assigned = Role profiles noted
act-rules-decided = Rules of progress decided
act-sessions-ended = Sessions ended
act-sign-in-link-made = One-time sign-in link made
act-sign-in-tested = Sign-in tried out
act-vocabulary-decided = Vocabulary decided
act-weights-decided = Weights decided

section-arriving = What arrives
section-people = People
section-connections = Connections
section-audit = Audit log
known-administrator = an administrator said so
known-first_seen = first seen in a statement
known-lti_launch = vouched for by a launch
known-lti_roster = vouched for by a roster
known-sign_in = vouched for at sign-in
admin-likenesses = Who may be who
likeness-count = { $count ->
    [0] Nothing waits for an answer
    [one] One pair waits for an answer
   *[other] { $count } pairs wait for an answer
}
likeness-looked = Looked for last: { $when }
likeness-note = Nobody is made one by this list: you decide. What you answer is remembered, and the pair is not suggested again.
likeness-look = Look again now
likeness-empty-title = Nobody looks like somebody else
likeness-empty = Everybody is looked at several times a day. A pair appears when two persons share an address, a student number, or a name together with a group or an account.
likeness-apart = Each has an account at { $place }
likeness-consider = See what merging would change
likeness-refuse = They are two people
reason-same-address = Same e-mail address
reason-same-sourced-id = Same student number
reason-same-account = Same account name
reason-same-local-part = Address begins the same
reason-same-name = Same name
reason-same-group = Same group
admin-alone = Not vouched for
alone-note = People known by one identifier in statements, for whom no sign-in and no learning platform vouches.
alone-empty-title = Everybody is vouched for
alone-empty = Each person has signed in, came from a learning platform, or is known by several identifiers.
alone-name = Person
alone-identifier = Known by
alone-since = First seen
admin-merges = Merges
merges-note = The latest 200. A merge can be undone; what happened since then stays where it is.
merges-empty-title = Nobody was merged
merges-empty = When two persons turn out to be one, the merge stands here with its reason, and can be undone.
merges-undone = Undone { $when }
merges-undo = Undo
merges-undo-note = The identifiers, roles and alerts that were moved go back, and both are two people again.
merges-undo-now = Make them two again
merge-title = Merge into { $name }
merge-choose = Who else is this person? Find them by name.
merge-note = Nothing has been changed yet. This is what merging the two would come to.
merge-kept = Stays. Everything is theirs from then on.
merge-merged = Becomes part of the person on the left. Their sessions end.
merge-exchange = Keep the other one instead
merge-counts = Before and after
merge-what = What
merge-after = Together
merge-identifiers = Identifiers
merge-groups = Groups
merge-evidence = Statements that are evidence
merge-competencies = Competencies with a plan or evidence
merge-reached = Competencies with a level reached
merge-alerts = Open alerts
merge-snoozed = Alerts put off
merge-levels = The level would be higher in { $rises } and lower in { $falls } competencies. The numbers themselves are for the person and their coaches.
merge-decide = Merge
merge-reason = Why they are the same person (kept with the merge)
merge-now = Make them one
merge-undo-note = This asks for a sign-in of not long ago, and can be undone.
merge-no-reason = Say in 1 to 500 characters why they are the same person.
people-merge = Merge with somebody else
act-framework-decided = Framework changed
act-delivery-retried = Delivery tried again
act-suggestion-refused = Two persons said to be two

section-meaning = Meaning and rules
admin-sources = Data sources
admin-unused = Not used
admin-vocabulary = Vocabulary
admin-rules = Rule set
sources-note = Who sends statements, how many, and since when nothing came.
sources-empty-title = Nothing has arrived yet
sources-empty = Make a key for your app under Connections. What it sends is counted here by day.
sources-source = Source
sources-days = 30 days
sources-month = In 30 days
sources-all = In all
sources-last = Last statement
sources-by-day = The same as numbers by day
sources-day = Day
sources-spark = { $sum } statements in 30 days, at most { $most } in a day
sources-refused = Refused in the last 30 days
sources-none-refused = No request was refused.
sources-refusals = { $count ->
    [one] one request
   *[other] { $count } requests
}
unused-note = These statements are kept and count for nothing as long as their reason holds.
unused-empty-title = Everything is used
unused-empty = What nothing can be made of is listed here with the reason.
unused-statement = Statement
unused-reason = Reason
unused-no-rule = No rule knows the verb
unused-nobody-to-credit = An anonymous group did it
unused-no-score = The score is missing or cannot be read
unused-too-short = Too little was written
unused-sent-before = The same was sent before
unused-unknown-contribution = What it is about is not known
unused-no-group = No group can be found
unused-alignments = Alignments that point to nothing
unused-alignments-none = Every alignment leads from something that statements are about to a competency that is known.
unused-alignments-count = { $count ->
    [one] One alignment points to nothing: no statement is about its activity, or nobody knows its competency.
   *[other] { $count } alignments point to nothing: no statement is about their activity, or nobody knows their competency.
}
unused-activity = Activity
unused-competency = Competency
vocabulary-version = Facts are derived by version { $version }
unmapped-title = Verbs that no rule knows
unmapped-none = Every verb that has arrived is known.
unmapped-verb = Verb
unmapped-statements = Statements
unmapped-first = First
unmapped-last = Last
unmapped-actions = Actions
unmapped-map = Say what it means
unmapped-sample = See one
mapping-title = Say what a verb means
mapping-meaning = It means that somebody
mapping-no-meaning = Choose what the verb means.
mapping-types = Only if the object has one of these types
mapping-types-note = One IRI a line; empty for any object.
mapping-result = Only if the result has
mapping-any = anything or nothing
mapping-note = Note for whoever reads the rules later
mapping-try = See what it would change
meaning-posted = wrote something new in a group
meaning-shared = shared something with a group
meaning-asked = asked a question
meaning-replied = replied or commented
meaning-liked = liked a contribution
meaning-reflected = reflected in writing
meaning-viewed = looked at something
meaning-attended = was at a workshop or meeting
meaning-completed = completed something
meaning-assessed = took a test
meaning-transferred = put something into practice
meaning-progressed = noted progress on a goal
meaning-achieved = reached a goal or competency
meaning-planned = set a goal
meaning-earned = earned a badge or certificate
meaning-joined = joined a group
meaning-left = left a group
meaning-withdrew = took a contribution back
meaning-present = was there
meaning-nothing = did something that means nothing here
trial-title = What it would change
trial-summary = { $changed } of { $looked } statements that were looked at would come to something else. The version would be { $version }.
trial-before = Today
trial-after = Then
trial-statements = Statements
trial-samples = Examples
document-title = The document
document-text = JSON
document-note = Nothing is put in force by trying it out. An empty field stands for what is shipped.
document-try = Check and try out
document-reason = Why (kept with the decision)
document-no-reason = Say why in 1 to 500 characters.
document-apply = Put it in force
document-history = Decisions
document-number = Decision { $number }
document-shipped = What is shipped
document-in-force = In force
document-show = Show the document
document-restore = Put it back in force
document-restore-now = Put it in force again
renewal-title = Facts are being derived anew
renewal-progress = { $done } of { $whole } statements are done.
renewal-note = Until then pages show the old facts. Load this page again to see how far it is.
rules-note = Each number of progress, engagement and group health stands in this document. Changing it changes every number at once, past days too.
rules-competency = Competency
rules-up = Higher level
rules-down = Lower level
rules-people = People
rules-effect = Of { $looked } people, about { $moved } would have another level somewhere. The version would be { $version }.
rules-effect-withheld = Of { $looked } people, it is not told how many would have another level somewhere: none, fewer than { $fewest }, or nearly all. The version would be { $version }.
rules-part = These are the first by name; not everybody was worked out.
rules-effect-note = Counts only, to the nearest five and never of fewer than five people: the numbers of a person are for them and their coaches. A dash means that a number is withheld; competencies of which nothing may be told are not listed. Effects on engagement and alerts are not counted.

section-overview = Overview
admin-overview = Administration
admin-frameworks = Frameworks
admin-deliveries = Deliveries
overview-attention = { $count ->
    [0] Nothing needs you
    [one] One part needs a look
   *[other] { $count } parts need a look
}
overview-look = Look
overview-well = Well
overview-sources = { $sources ->
    [0] Nothing has arrived yet: make a key for your app, or connect a learning platform
    [one] { $week } statements in seven days from one source{ $silent ->
        [0] {""}
       *[other] , which is silent now
    }
   *[other] { $week } statements in seven days from { $sources } sources{ $silent ->
        [0] {""}
        [one] ; one is silent now
       *[other] ; { $silent } are silent now
    }
}
overview-refusals = { $count ->
    [0] Nothing was refused in seven days
    [one] One request refused in seven days
   *[other] { $count } requests refused in seven days
}
overview-unused = { $count ->
    [0] Every alignment leads somewhere
    [one] One alignment points to nothing
   *[other] { $count } alignments point to nothing
}
overview-vocabulary = { $count ->
    [0] Every verb is known
    [one] One verb that no rule knows
   *[other] { $count } verbs that no rule knows
}
overview-rules = The shipped numbers are in force
overview-rules-own = Your decision { $number } is in force
overview-frameworks = { $count ->
    [0] No framework yet: nothing says what is measured
    [one] One framework
   *[other] { $count } frameworks
}
overview-restrictions = { $count ->
    [0] Nobody waits for an answer
    [one] One person waits for an answer, { $overdue } overdue
   *[other] { $count } wait for an answer, { $overdue } overdue
}
overview-keys = { $count ->
    [0] No key in force
    [one] One key in force{ $ending ->
        [0] {""}
       *[other] ; it ends within 14 days
    }
   *[other] { $count } keys in force{ $ending ->
        [0] {""}
        [one] ; one ends within 14 days
       *[other] ; { $ending } end within 14 days
    }
}
overview-platforms = { $count ->
    [0] No learning platform
    [one] One platform
   *[other] { $count } platforms
}{ $failing ->
    [0] {""}
   *[other] ; { $failing } with an error
}{ $waiting ->
    [0] {""}
    [one] ; one has a deployment that waits for approval
   *[other] ; { $waiting } have deployments that wait for approval
}
overview-feeds = { $count ->
    [0] Nothing flows to or from other record stores
    [one] One forwarding or pull{ $failing ->
        [0] {""}
       *[other] , with trouble
    }
   *[other] { $count } forwardings and pulls{ $failing ->
        [0] {""}
       *[other] ; { $failing } with trouble
    }
}
overview-deliveries = { $count ->
    [0] Nothing goes out
    [one] One destination{ $troubled ->
        [0] {""}
       *[other] , with trouble
    }
   *[other] { $count } destinations{ $troubled ->
        [0] {""}
       *[other] ; { $troubled } with trouble
    }
}
frameworks-empty-title = No framework yet
frameworks-empty = Import one below: from a CASE endpoint, a CASE package, Moodle’s table or a plain one.
frameworks-title = Framework
frameworks-version = Version
frameworks-items = Competencies
frameworks-changed = Changed
import-title = Import a framework
import-note = What it would change is shown first; nothing is taken before you say so.
import-nothing = Choose a file, paste its text, or name the address of a CASE endpoint.
import-file = File: a CASE package (JSON), Moodle’s table or a plain one (CSV)
import-text = Or its text
import-name = Title
import-name-note = Only for a plain table, which has none of its own.
import-key = What a later table of the same framework is known by; the title if left out
import-prefix = What addresses of competencies begin with, where the table has none
import-address = Or the address of a CASE endpoint, or of one framework there
import-choose = Which of its frameworks
import-token = Access token for the endpoint
import-preview = See what it would change
import-new = New, with { $items } competencies.
import-version = It would have version { $version }, with { $items } competencies.
import-take = Take it
difference-none = Nothing differs.
difference-document = The framework itself:
difference-added = Added: { $count }
difference-changed = Changed: { $count }
difference-removed = Removed: { $count }
difference-more = and { $count } more
difference-others = { $count } associations, rubrics or definitions differ.
framework-version = Version { $version }
framework-items = { $count } competencies
framework-tree = Competencies
framework-coverage = { $known } of { $all } competencies are known from statements, alignments or older competencies.
framework-versions = Versions
framework-compare = See what putting it back would change
framework-compared = What putting version { $version } back would change
framework-put-back = Make it the current version again
framework-export = Export
framework-export-note = With the weights in force. Moodle’s table has one parent for each competency and whole points for weights.
tree-competency = Competency
tree-weight = Weight
tree-levels = Levels
tree-known = Known from
tree-unrated = not rated
tree-default = { $count } levels
tree-statements = { $count ->
    [one] one statement
   *[other] { $count } statements
}
tree-alignments = { $count ->
    [one] one alignment
   *[other] { $count } alignments
}
tree-older = { $count ->
    [one] one older competency
   *[other] { $count } older competencies
}
tree-nothing = nothing yet
tree-weigh = Weights of its parts
tree-weigh-now = Set the weights
tree-cut = Only the first { $count } are shown; the export has all.
deliveries-note = What is sent outwards waits here until the other end has taken it.
delivery-destinations = Destinations
delivery-work = What waits or was given up
delivery-what = What
delivery-attempts = Tries
delivery-next-at = Next try
delivery-error-at = Time of the last error
delivery-kind = Kind
delivery-all = All
delivery-platform = Learning platform: scores
delivery-webhook = Webhook: events
delivery-letters = Letters
delivery-forwarding = Other record store: statements
delivery-troubled-only = Only with trouble
delivery-empty-title = Nothing to show
delivery-empty = No destination is like that.
delivery-destination = Destination
delivery-state = State
delivery-waiting = Waiting
delivery-given-up = Given up
delivery-last = Last taken
delivery-error = Last error
delivery-off = Off
delivery-failing = Failing
delivery-well = Well
delivery-nothing-title = Nothing waits
delivery-nothing = Everything that was to be sent has been taken.
delivery-retry-all = Try everything again now
delivery-retry = Try again now
delivery-given-up-at = Given up { $when }
delivery-next = { $attempts ->
    [one] Failed once, next try { $when }
   *[other] Failed { $attempts } times, next try { $when }
}
delivery-waits = Waits
work-column = Column of a gradebook
work-score = Score
work-digest = Letter
work-event = Event
work-other = Something else
export-title = Take it along
export-csv = CSV
export-xlsx = Excel (XLSX)
export-zip = ZIP archive
export-json = JSON
export-ndjson = JSON lines
export-id = Identifier
export-target = Target level
export-confidence = How much is known
export-lapses = Holds without anything new until
export-before = Before
export-after = After
export-digest = Digest
export-of-archive = All about me
export-of-audit = What administrators did
export-of-board = Leader board
export-of-group = Group
export-of-groups = My groups
export-of-looks = Who looked at me
export-of-matrix = People by competencies
export-of-goals = Goals and steps
export-of-plan = Development plan
export-of-today = Today
export-version = Version
export-made-at = Made
export-signed-learner = Signed by the learner
export-signed-coach = Signed by the coach
export-done = Done
export-since = Since
export-closed = Closed on
export-verified = Confirmed on
export-mark = How well
export-alerts = Alerts
export-rule = Rule
export-questions = Questions without an answer
export-waiting = Working days waited
export-disagreements = Disagreements
export-open = Open
export-results = Results
export-of-progress = Progress
export-of-report = Report
export-of-reviews = Review interviews
export-of-statements = Statements
export-is-cancelled = Called off
export-is-done = Ready
export-is-expired = Expired
export-is-failed = Failed
export-is-queued = Waiting
export-is-running = In the making
exports-title = My exports
exports-note = What may be large is made in the background. A file is kept for { $hours } hours, for you alone.
exports-empty-title = No exports
exports-empty = Pages hand out what they show under “Take it along”. What is made in the background appears here.
exports-what = What
exports-when = Asked for
exports-state = State
exports-file = File
exports-fetch = Download
exports-until = until { $when }
exports-cancel = Call off
exports-remove = Remove
exports-refresh = Refresh
look-export = Data about you, as a file
act-export-made = Data taken as a file
export-pdf = PDF
export-of-review = Review interview
paper-as-of = As of { $date }
paper-nothing = Nothing.
paper-coaches = Coached by
paper-person = Person
paper-coach = Coach
paper-signed = date, signature
paper-then = Then
paper-now = Now
paper-page = Page { $page } of { $of }
archive-title = All about { $name }
archive-made = Put together on { $when } by { $house }.
archive-note = Each file holds what is kept of you, as it is kept. People and groups stand in it by their identifiers.
archive-not-in-it = Not in it are notes that your coach made for themselves alone, what is about other people, and the administrators’ log. Ask for it if you need it.
archive-file = File
archive-what = What it holds
archive-count = How many
archive-statements = What apps have told about you: a statement (xAPI) a line, exactly as kept
archive-attachments = Files attached to your statements; they are called by their checksum (SHA-2), which the statement says
archive-documents = States and profiles that apps keep about you: this list says what is in which file under documents/
archive-progress = How far you are in which competency (a table)
archive-classes = How much each kind of evidence adds to it (a table)
archive-evidence = Each piece of evidence with its weight and day: why the numbers are as they are (a table)
archive-levels = What each level asks for, and whether that is there (a table)
archive-progress-json = The same four tables, for other programs to read
archive-looks = Who looked at you, and when (a table)
archive-goals = Goals and steps that were agreed on
archive-plans = Development plans, every version
archive-reviews = Review interviews: what both noted, what was shown, and your own private notes
archive-pins = Levels that a coach vouched for
archive-disagreements = Disagreements and the answers to them
archive-hints = Hints that coaches gave you
archive-absences = Days on which you are away
archive-boards = In which group you want to be on the leader board
archive-identifiers = Name, addresses and accounts that you are known by, and where from
archive-settings = The language and the time zone that you chose, and the one that your sign-in told
archive-restrictions = Restrictions and objections that you asked for, with the answers

privacy-title = My data
privacy-note = What is kept about you and why, who looked at it, and what you may ask for.
privacy-see = See it
privacy-mirror = My progress: what your coach sees of you
privacy-pseudonym = Coaches and mentors see you as { $pseudonym } until you agree to a review with them.
privacy-named = { $coach } knows your name: you agreed to the review of { $date }.
privacy-asked-name = { $coach } asks for a review on { $date }, and does not know your name.
privacy-naming = Open the review
privacy-take = Take along
privacy-take-how = Everything that is kept of you in one archive, with a page that explains each file. It is put together in the background and then stands under your exports.
privacy-take-do = Put the archive together
privacy-kept = What is kept
privacy-what = What
privacy-why = What for
privacy-how-long = How long
privacy-activity = What you did in learning apps and groups
privacy-activity-why = So that you and your coach see how far you have come, and the group sees its discussion.
privacy-activity-long = Until you are erased
privacy-coaching = Plans, goals, reviews, notes and hints
privacy-coaching-why = What you and your coach agree on.
privacy-coaching-long = Until you are erased
privacy-looks = Who looked at you
privacy-looks-why = So that you know.
privacy-looks-long = { $months } months
privacy-sessions = Sessions, with browser and time
privacy-sessions-why = So that you stay signed in, and can end it.
privacy-sessions-long = At most { $hours } hours
privacy-identifiers = Name, addresses, accounts, time zone and language
privacy-identifiers-why = So that what apps say is found to be yours, and times are shown by your clock.
privacy-identifiers-long = Until you are erased
privacy-audit = Acts of administrators that concern you
privacy-audit-why = So that it can be checked who did what.
privacy-audit-long = For good; after an erasure under a pseudonym
privacy-texts-shorter = What you wrote in apps: { $count } months
privacy-likes-and-views-shorter = Likes and views: { $count } months
privacy-documents-shorter = What apps keep about you: { $count } months after the last change
privacy-refusals-shorter = Refused requests of apps: { $count } months
privacy-audit-shorter = Here: { $count } months
privacy-left-shorter = If you are kept out: erased after { $count } days
privacy-correct = Correct it
privacy-correct-how = At each number of your progress you can open why it is so, and say that you disagree. Your coach has to answer.
privacy-erase = Be erased
privacy-erase-how = You can ask that everything about you is erased. What your group counted stays, of nobody. An administrator decides and answers you here.
privacy-asked = Asked for on { $when }; not answered yet
privacy-withdraw = I no longer want it
privacy-declined = Not granted on { $when }, because:
privacy-reason = Why (you need not say)
privacy-ask = Ask to be erased

restriction-title = Restrict or object
restriction-how = You can ask that your data be kept but not used (GDPR, article 18), and object to a single use of them (article 21). An administrator answers within a month. Whatever holds, you can take it back at any time.
restriction-past = What is over
restriction-ask = Have all my data kept but not used
restriction-ask-do = Ask for it
restriction-why = Why
restriction-ground-accuracy = The data are wrong, and it should be checked.
restriction-ground-unlawful = The data are used against the law, and are not to be erased.
restriction-ground-claims = The data are needed for legal claims, and nobody else needs them.
restriction-ground-objection = An objection
restriction-words = What there is to say of it (may be left empty)
restriction-object = Object to one use
restriction-object-do = Object
restriction-use = Which use
restriction-situation = Why, by reason of the person’s own situation
restriction-use-everything = Every use of the data
restriction-use-boards = Leader boards
restriction-use-suggestions = Suggestions for groups, by what is still to be learned
restriction-use-alerts = Alerts about inactivity, goals, and results that took too little time
restriction-use-reports = Reports of the organisation
restriction-use-reviews = Numbers put together for review interviews
restriction-asked = waits for an answer
restriction-asked-holds = switched off until it is answered
restriction-granted = switched off
restriction-upheld = switched off for good
restriction-ending = ends soon
restriction-refused = refused
restriction-over = over
restriction-withdrawn = taken back
restriction-asked-on = Asked for on { $when }.
restriction-due = An answer is due by { $when }.
restriction-answered-on = Answered on { $when }:
restriction-over-on = Over since { $when }.
restriction-ends-on = It ends on { $when }.
restriction-ends-unknown = It ends seven days after the person has seen it here, or was told otherwise.
restriction-withdraw = Take it back
restriction-members = Restricted
restriction-chip = restricted
restriction-members-note = The data of these members are kept but not used: they have asked for it, or are having something checked. Nothing of them is shown or counted here. Speak with them directly; what they do meanwhile is kept.
restriction-unprepared = Numbers are not put together for this interview, because the person objects to it. Talk about what you both bring.
restriction-link = Restrict or object
admin-restrictions = Restrictions
restriction-admin-note = Whose data are to be kept but not used, and who objects to a use. Each has to be answered within a month.
restriction-waiting = To be answered
restriction-waiting-none = Nobody waits for an answer.
restriction-holding = In force
restriction-holding-none = Nothing is restricted.
restriction-recipients = Whoever has received data of the person before (forwardings, platforms, webhooks, files) has to be told of a restriction (GDPR, article 19).
restriction-overdue = overdue
restriction-by-letter = Written down by an administrator.
restriction-answer = Answer, which the person reads. An objection is refused only for compelling grounds that override theirs.
restriction-grant = Grant
restriction-refuse = Refuse
restriction-notice = Why it ends, which the person reads
restriction-told-already = The person was told already, such as by letter
restriction-end = Announce the end
restriction-told = The person was told otherwise
restriction-withdraw-for = End at the person’s own wish
restriction-of = Restrictions of { $name }
restriction-all = What was asked for
restriction-write-down = Write down a restriction
restriction-write-down-note = From a letter or a conversation. It holds at once.
restriction-object-note = It holds at once, and waits for an answer.

admin-erasures = Erasures
erasures-note = Who asked to be erased, and how far erasures are.
erasures-wishes = Asked for
erasures-no-wishes = Nobody waits for an answer.
erasures-answer = Why it is not granted
erasures-decline = Do not grant
erasures-done = Erasures
erasures-none = Nobody has been erased. A person’s page under “People” leads to it.
erasures-mark = Pseudonym
erasures-begun = Begun
erasures-state = State
erasures-statements = Statements rewritten
erasures-waiting = Waits until facts are derived
erasures-rewriting = Statements are rewritten
erasures-searching = The log is searched: { $part } of { $whole }
erasures-removing = The rest is removed
erasures-over = Over since { $when }

admin-retention = Retention
retention-note = Nothing goes by itself. For each kind of data you can switch a period on; then what is older goes bit by bit, and cannot be brought back.
retention-for-ever = Kept for ever
retention-recommended = Recommended: { $period }
retention-months = { $count ->
    [one] 1 month
   *[other] { $count } months
}
retention-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
refused-retention-period = The period is a whole number from 1 to { $longest }.
retention-period-months = Period in months
retention-period-days = Period in days
retention-consider = See what would go
retention-switch-on = Switch this period on
retention-switch-off = Keep for ever
retention-preview = { $what }: { $period }
retention-preview-count = { $count ->
    [0] Nothing would go now
    [one] 1 entry from before { $when } would go
   *[other] { $count } entries from before { $when } would go
}, and from then on whatever gets older than the period.
retention-warning = This cannot be undone. Backups still hold the data for as long as you keep them.
retention-gone = { $count ->
    [0] Nothing had to go yet.
    [one] 1 entry has gone.
   *[other] { $count } entries have gone.
}
retention-done = Last looked for: { $when }.
retention-under-way = What is older is being removed.
retention-texts = Texts in statements
retention-texts-what = What was written and answered, free text in extensions, and attachments. Who did what and when, scores and lengths of texts stay; no number changes.
retention-likes-and-views = Likes and views
retention-likes-and-views-what = They go whole. Likes count a little for the progress of whoever was given them; that counts no more then.
retention-documents = Documents of apps
retention-documents-what = States and profiles that apps keep about people, where nobody has changed them for so long.
retention-refusals = Refused requests
retention-refusals-what = Which requests of apps were refused, and why.
retention-audit = Audit log
retention-audit-what = What administrators did. It goes month by month; an entry says where the log begins now, so that it can still be checked.
retention-left = People kept out
retention-left-what = Whoever has been kept out for so long is erased, as the page “Erasures” says. What was counted stays, of nobody.
retention-fixed = What ends anyway
retention-looks = Who looked at whom: after { $count } months (setting privacy.looks_months)
retention-sessions = Sessions: after { $count } hours at the latest (setting sso.session_hours)
retention-exports = Files of exports: after { $count } hours (setting exports.keep_hours)
retention-rest = Everything else, also plans, reviews, grades and what progress is worked out from, stays until the person is erased.

erase-link = Erase this person …
erase-title = Erase { $name }?
erase-note = What was counted stays, of nobody. Everything else of this person goes for good.
erase-identifiers = Becomes a pseudonym
erase-by-hand = To be changed by hand
erase-by-hand-note = These addresses and names hold what the person is called. They stay, because something works by them or they may be somebody else’s. If an account is the same person’s, merge the two first.
by-hand-agents = Account or address of somebody else:
by-hand-feed-keys = User name of a connection:
by-hand-feeds = Address of a connection:
by-hand-key-home-pages = Systems of a key:
by-hand-platforms = Identifier of a platform:
by-hand-webhooks = Address of a webhook:
erase-goes = What goes
erase-what = What
erase-count = How many
erase-statements = Statements that are rewritten
erase-actor = … in which they acted
erase-object = … about them
erase-team = … in whose team they are
erase-context = … that name them as an instructor or otherwise
erase-authority = … that they vouch for
erase-attachments = Attachments
erase-now = Erase
erase-not-oneself = You cannot erase yourself. Another administrator can.
erase-warning = It begins at once and cannot be undone. Other record stores and platforms that were sent something have to erase it themselves.
erase-sure = I am sure
erase-do = Erase for good

held-mentorships = Mentorships
held-sign-in-identifiers = Accounts to sign in or launch with
held-coach-notes = Notes that they are a coach
held-exports = Exports, with everybody’s files, which may hold them
held-hints = What platforms said of them without vouching for it
held-suggestions = Suggestions who they may be
held-absences = Absences
held-pseudonyms = Pseudonyms
held-choices-of-content = Choices of content not yet made
held-looks-at-them = Looks at them
held-coached-groups = Groups that they coach
held-board-choices = Choices to be on a leader board
held-sessions = Sessions
held-sign-in-links = One-time links
held-held-forms = Forms that wait for a sign-in
held-roster-places = Places in groups by a roster
held-roster-entries = Entries in rosters
held-roster-changes = Changes by rosters
held-grades = Grades sent to platforms
held-platform-results = Results read from platforms
held-unsaid-acts = Acts not yet said
held-plan-versions = Versions of plans
held-plans = Development plans
held-pins = Verified levels
held-disagreement-notes = Notes on disagreements
held-disagreements = Disagreements
held-notes-on-their-reviews = Private notes on their reviews
held-reviews = Reviews
held-private-notes = Private notes of theirs
held-roles = Role profiles
held-restrictions = Restrictions and objections
held-alert-events = Events of alerts
held-alerts-seen = Alerts seen
held-alerts = Alerts
held-letter-settings = Settings of letters
held-letters-sent = Letters sent
held-merges = Merges with other persons
held-documents = Documents of apps
held-refusals = Refused requests that repeat something of theirs
held-audit-entries = Entries of the audit log (a pseudonym takes their place)
held-events = Events told to apps (a pseudonym takes their place)
held-wishes-to-be-erased = Wishes to be erased
act-entries-removed = Old entries of the audit log removed
act-retention-decided = Retention decided
act-erasure-begun = Erasure of a person begun
act-erasure-declined = Wish to be erased declined
act-person-erased = Person erased
act-identifier-admitted = Erased identifiers admitted again

# Reports

report-title = Reports
report-note = Figures of the whole organisation, without people. Numbers are told to the nearest five. A dash means that a number is withheld: it is of fewer than five people, or would let such a number be worked out.
report-withheld = withheld
report-made = worked out on { $date }
report-period = Period
report-show = Show
report-figures = The period in figures
report-measure = What is counted
report-number = Number
report-share = Share
report-share-note = Shares of people are of all learners, the share of answered questions is of all questions.
report-trend = Over time
report-roles = By role
report-role = Role
report-no-role = No role, or one of few people
report-competencies = Competencies
report-competency = Competency
report-iri = Address
report-known = People with progress
report-moved-up = Moved up
report-with-target = With a target
report-target-reached = Target reached
report-levels-summary = { $name }, people at each level: { $levels }
report-no-competencies = There is progress of at least five people in no competency yet.
report-cohorts = Who stays
report-cohorts-note = Those whose first activity fell in a period: which share of them was active later, and which has level 2 or more in a competency now.
report-no-cohorts = Nobody has done anything in a group yet.
report-began = First active in
report-after = Periods since then
report-active-in = Active in { $period }
report-level-two = At level 2 or above
report-renew = Work out anew
report-renew-note = A report stays as it was worked out first, so that nobody can tell from small changes who did something late. Working it out anew is kept in the audit log.
period-quarter = Q{ $number } { $year }
period-month = { $number ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
measure-people = Learners
measure-active = Active
measure-newcomers = New
measure-contributing = Contributed
measure-applying = Reported a transfer step
measure-verified = Had a transfer step confirmed
measure-achieving = Reached a goal
measure-contributions = Contributions
measure-questions = Questions
measure-answered = Questions answered
measure-steps = Transfer steps reported
measure-verified_steps = Transfer steps confirmed
measure-goals = Goals reached

# Works council

admin-agreement = Works council
agreement-note = What was agreed about watching people. A switch only takes away, and holds at once for everybody.
agreement-on = on
agreement-off = off
agreement-put-on = Switch on
agreement-put-off = Switch off
agreement-decided = Switched last by { $who }, { $when }
agreement-fixed = The configuration file has switched this on for good.
agreement-no-ranks = Nobody is ranked
agreement-no-ranks-effect = Leader boards show what everybody does, without places or points, on every page, in the API and in files.
agreement-chosen-boards = Boards only of those who want to be on them
agreement-chosen-boards-effect = A member is on a leader board only after choosing to be, whatever the configuration file says.
agreement-no-member-alerts = No alerts about single members
agreement-no-member-alerts-effect = Nobody is told unasked that a member has been quiet, that a goal has stalled, or that a result took too little time: not on pages, not by letter, not by the API.
agreement-no-engagement-files = No files of one person’s engagement
agreement-no-engagement-files-effect = The file of a group holds its days alone, a leader board is in no file, and other systems are told a group’s engagement without its members.
agreement-coach-pseudonyms = Coaches see pseudonyms until a review is agreed
agreement-coach-pseudonyms-effect = Coaches and mentors read a pseudonym in place of a person’s name, address and accounts, on every page, in the API, in letters and in files, until that person agrees to a review with them. Members of a group know each other by name, as before.
agreement-retention = How long data are kept
agreement-retention-note = The data sheet says what is kept, and how long.
agreement-sheet-note = What is kept, what for, who sees it and what is switched, as of today, to attach to the agreement. The language is that of your browser.
agreement-sheet-open = Open the data sheet
export-of-data_sheet = Data sheet
export-markdown = Markdown
act-agreement-changed = Agreement with the works council switched
agreement-impact-note = The form of a data protection impact assessment (GDPR, article 35), in which what the program knows of itself is filled in. As Markdown it can be edited.
agreement-impact-open = Open the form
agreement-notice-note = What everybody is told about their data (GDPR, articles 13 and 14). They find it under “My data”. Check that it is whole before people rely on it.
agreement-notice-open = Open the notice
sheet-periods = What goes sooner
export-of-notice = What happens with your data
export-of-impact_assessment = Data protection impact assessment
notice-intro = Information by articles 13 and 14 of the General Data Protection Regulation (GDPR), made from how this installation is set up on { $date }.
notice-who = Who is responsible
notice-controller = Controller
notice-controller-missing = { $organisation }; its administrators say how to reach it (setting privacy.controller)
notice-officer = Data protection officer
notice-officer-missing = Not named yet (setting privacy.data_protection_officer)
notice-what = What is kept of you, what for, and how long
notice-basis = On what legal basis
notice-basis-note = Where it rests on your consent, you can withdraw that at any time; what was done before stays lawful.
notice-sources = Where the data come from
notice-source-self = From you: what you do in learning apps, groups and goals, what you write, and what you choose here.
notice-source-apps = From learning apps and record stores that your organisation has connected: what you did there, with results.
notice-source-platforms = From learning platforms: your name and address there, your courses, roles and grades.
notice-source-sign-in = From your organisation’s sign-in: your name, address, roles and time zone.
notice-source-others = From coaches and other members: plans, reviews, ratings, hints, replies and likes.
notice-recipients = Where data are sent
notice-recipient = { $kind }: { $name }
notice-recipient-keys = Apps and systems that an administrator has given a key: what the key admits
notice-transfers = By itself the program sends nothing to other countries. Whether one of the systems named here lies outside the European Union, and by which guarantee data go there, your organisation says.
notice-rights = What you have a right to
notice-right-7 = If something rests on your consent: to withdraw it, at the controller (article 7).
notice-right-15 = To know what is kept of you, and to have a copy: under “My data”, as an archive (article 15).
notice-right-16 = To have it corrected: at each number you can say that you disagree, and your coach has to answer; a name is corrected where you sign in (article 16).
notice-right-17 = To be erased: under “My data” you ask for it (article 17).
notice-right-18 = To have your data kept but not used: under “My data” (article 18).
notice-right-20 = To take along what you have provided in a form that programs read: the archive under “My data” (article 20).
notice-right-21 = To object to a use, for reasons of your own: under “My data”; it holds at once (article 21).
notice-right-77 = To lodge a complaint with a supervisory authority: { $authority } (article 77).
notice-authority-any = that of where you live or work
notice-must = Whether you have to provide data
notice-must-what = The program obliges nobody. Without data from apps and platforms there is no progress to see; whether your work or contract asks you to use them, your organisation says.
impact-intro = Form by article 35 of the General Data Protection Regulation (GDPR). What the program knows of itself, as it is set up, is filled in. What only your organisation can say is marked “to be filled in”.
impact-fill = to be filled in
impact-extent = Whose data, and of how many people
impact-context = For which trainings and decisions it is used
impact-description = 1. What is done, and what for
impact-description-what = Learning apps and platforms tell what people do. From that the program works out, by published formulas, how far somebody is in competencies and how lively groups are. Coaches see it of the people whom they coach, agree on goals with them and hold review interviews; people see everything about themselves. Nobody is rated by a machine: a level is confirmed by a coach.
impact-need = 2. Necessity and proportionality
impact-question = Question
impact-here = In this program, as it is set up
impact-own = Your assessment
impact-question-purpose = Is the purpose stated, and held to?
impact-question-purpose-here = Each kind of data has a stated purpose. There is no function for dismissal, pay or ranking of staff; reports for management name nobody.
impact-question-minimal = Is no more kept than is needed?
impact-question-minimal-here = Kept is what apps and platforms send and what people write. What is sent is decided in the apps and by the scopes of keys.
impact-question-accurate = Are the data right?
impact-question-accurate-here = Every number opens what it rests on; people can disagree, and the coach has to answer. Statements can be taken back.
impact-question-storage = Are they kept no longer than needed?
impact-question-storage-here = Periods are decided for each kind of data and carried out by the program; those decided stand above.
impact-question-told = Are people told?
impact-question-told-here = Everybody finds the notice by articles 13 and 14 under “My data”, and sees who looked at them.
impact-question-rights = Can people use their rights?
impact-question-rights-here = Access, copy, correction, erasure, restriction and objection are asked for under “My data”; an administrator answers within a month.
impact-question-otherwise = Could the purpose be reached with less?
impact-question-otherwise-here = Ranks, alerts about single people, names for coaches and files of single people can each be switched off.
impact-risks = 3. Risks for the rights and freedoms of people
impact-risks-note = How likely and how grave each is depends on how your organisation uses the program: assess it for yours.
impact-risk = Risk
impact-likely = How likely
impact-grave = How grave
impact-risk-watching = People feel watched, and behaviour or performance is monitored
impact-risk-watching-here = Coaches see people of their own groups alone, and everybody sees who looked.
impact-risk-ranking = Comparison puts people under pressure
impact-risk-ranking-here = A leader board stays within its group; members choose whether they are on it.
impact-risk-profile = A profile of a person forms that others judge them by
impact-risk-profile-here = Progress is of competencies that were agreed on, and names what it rests on.
impact-risk-other-use = Data are used for something else, such as dismissal or pay
impact-risk-other-use-here = Files are kept in the audit log, and whoever stands in one sees it.
impact-risk-unfair = Numbers treat some people unfairly, for instance part-time workers
impact-risk-unfair-here = Formulas are published and the same for all; absences are left out of alerts; a coach can correct a level with a reason.
impact-risk-mistaken = Data of two people are mixed up
impact-risk-mistaken-here = Accounts are joined by an administrator or a trusted sign-in, and can be parted again.
impact-risk-disclosed = Data get into wrong hands
impact-risk-disclosed-here = Sign-in by the organisation, roles, encrypted secrets, a sign-in of not long ago for files, and no request to third parties from any page.
impact-risk-told-apart = Single people can be told from reports
impact-risk-told-apart-here = Figures are of at least five people; smaller ones and what could be worked out from others are withheld.
impact-risk-lost = Data are lost or changed unseen
impact-risk-lost-here = Nothing is acknowledged before it is durable; the log is append-only; the audit log is chained. Backups are yours to make.
impact-measures = 4. What is done about them
impact-measure-sign-in = Sign-in by the organisation’s identity provider; sessions end by themselves and can be ended.
impact-measure-roles = Roles decide who sees whom; administrators see no progress of single people.
impact-measure-looks = Every look at a person is kept and shown to them.
impact-measure-audit = What administrators do is kept in a log that cannot be changed unseen.
impact-measure-sealed = Secrets of connected systems are encrypted; connections to other systems are by TLS.
impact-measure-reports = Reports withhold what could be of fewer than five people.
impact-measure-erasure = Erasure, restriction and objection reach every part of the program, files and events too.
impact-measure-files = Files with other people in them need a sign-in of not long ago, and go after hours.
impact-opinions = 5. Opinions and result
impact-opinion-officer = Advice of the data protection officer, article 35 (2)
impact-opinion-council = Position of the works council
impact-opinion-people = Views of those concerned, article 35 (9)
impact-opinion-result = Result, and whether the authority is to be consulted, article 36
impact-opinion-again = To be looked at again by, article 35 (11)
impact-switch-on = “{ $switch }” is switched on.
impact-switch-off = “{ $switch }” is switched off here.
sheet-date = As of
sheet-program = Program
sheet-rules = Version of the rules
sheet-basis = Legal basis
sheet-basis-missing = Not named yet (setting privacy.legal_basis)
sheet-fields = Fields
sheet-activity = Activity in learning apps and groups
sheet-activity-fields = who, what, on what, when, in which group; result, score and answer; what was written
sheet-activity-why = Learners and their coaches see progress and what it rests on; groups see their discussion.
sheet-activity-long = Until the person is erased
sheet-coaching = Plans, goals, reviews, notes, hints
sheet-coaching-fields = target level and day, steps, ratings, what was agreed, notes shared and private
sheet-coaching-why = What learner and coach agree on.
sheet-coaching-long = Until the person is erased
sheet-looks = Who looked at whom
sheet-looks-kept = Whoever opens a person’s page or a page that says something of that person, takes a file with them or asks for them by the API is kept with kind and hour, and the person sees it.
sheet-looks-fields = who looked at whom, at what, in which hour
sheet-looks-why = People know who looked at them.
sheet-looks-long = { $months } months
sheet-sessions = Sessions
sheet-sessions-fields = browser, time of signing in and of the last request
sheet-sessions-why = People stay signed in, and can end it.
sheet-sessions-long = At most { $hours } hours
sheet-identifiers = Identity
sheet-identifiers-fields = name, e-mail address, accounts in learning apps, identifiers of the sign-in and of learning platforms, time zone, language
sheet-identifiers-why = What apps tell is found to be one person’s.
sheet-identifiers-long = Until the person is erased
sheet-audit = Acts of administrators
sheet-audit-fields = who, what, when, how it was before
sheet-audit-why = It can be checked who did what.
sheet-audit-long = For good; after an erasure under a pseudonym
sheet-readers = Who sees what
sheet-reader = Who
sheet-sees = Sees
sheet-reader-self = The person
sheet-reader-self-sees = Everything about themselves, and who looked at it
sheet-reader-coach = A coach
sheet-reader-coach-sees = Progress, evidence, plans, reviews and engagement of the people in the groups that they coach
sheet-reader-member = A member of the same group
sheet-reader-member-sees = Contributions, and who is on the leader board
sheet-reader-hr = Whoever has the role hr
sheet-reader-hr-sees = Figures of at least five people, without names
sheet-reader-administrator = An administrator
sheet-reader-administrator-sees = Identity, statements as they came in, settings and the audit log; no progress of single people
sheet-reader-system = A system with a key
sheet-reader-system-sees = What the key’s scopes admit; keys are made and revoked by administrators
sheet-switches = What was agreed
sheet-switch = Switch
sheet-state = State
sheet-effect = Effect
sheet-alerts = Alerts for coaches
sheet-alert = About
sheet-alert-activity = Few members of a group active
sheet-alert-coach_centred = Replies mostly by or to the coach
sheet-alert-goal_due = A goal that is due
sheet-alert-goal_stalled = A goal without progress
sheet-alert-hurried = A result that took less time than it can
sheet-alert-momentum = Activity of a group falling
sheet-alert-quiet = A member who has been quiet
sheet-alert-response = Long waits for first replies
sheet-alert-silence = A group in which nobody contributes
sheet-alert-unanswered = A question without an answer
sheet-alert-voices = Few voices for many members
sheet-boards = Groups may show a leader board with places, within the group alone.
sheet-boards-no-ranks = Groups show what everybody does, without places.
sheet-boards-opt-out = Members are on it unless they choose not to be.
sheet-boards-chosen = Members are on it only if they choose to be.
sheet-processors = Processors
sheet-processors-none = None: the program runs where the organisation operates it, and sends data only where an administrator has connected it to (learning platforms, record stores, webhooks, the mail server).
sheet-decisions = Decisions
sheet-decisions-none = No decision about a person is made by the program. Numbers follow published formulas; nothing learns from people. A level is confirmed by a coach.
sheet-rights = What people may ask for
sheet-rights-what = Under “My data” everybody can take their data along, ask to be erased, have them kept but not used (GDPR, article 18) and object to a single use (article 21): leader boards, suggestions for groups, alerts, reports, review interviews. An objection holds from the moment it is said; an administrator answers within a month.

export-of-deliveries = Deliveries
export-of-hints = Hints
export-of-invitations = Invitations
export-of-refusals = Refused requests of apps
export-of-evidence = Evidence of everybody
export-of-history = Progress of everybody by month
export-parquet = Parquet
export-person = Person
export-kind = Kind
export-class = On whose word
export-weight = Weight, millionths
export-quality = Quality, millionths
export-expires = Ends on
export-statement = Statement
analysis-title = Rows of single people, for analysis
analysis-note = Made in the background, and kept in the audit log. Whoever stands in it sees that it was taken.
analysis-what = Rows of
analysis-pseudonyms = Words that lead to nobody in place of people

refused-switch-fixed = The configuration file has put this switch on (privacy.works_council, privacy.coach_pseudonyms or privacy.member_alerts). Whoever operates the gateway changes it there.
refused-report-early = There is no report of this period: the period is not over, or has been for less than { $days } days.
refused-report-overlaps = There is no report of this period: there is a report of { $period }, which has days in common with the period. From both together numbers of few people could be worked out. Ask for periods of the same length.
refused-method = Use one of the methods named in Allow.
refused-reports = Reports are for whoever has the role hr, and for administrators.
refused-merge-same = A person cannot be merged with themself.
refused-merge-merged = Person { $person } was merged before; name the person that they are part of now.
refused-merge-none = There is no merge { $id } that could be undone.
refused-merge-later = A later merge took person { $person } on; undo that one first.
refused-merge-answered = There is no suggestion { $id } that waits for an answer.
refused-merge-others = The suggestion is not about person { $person }.
refused-board-mode = There is no such way to show a board.
refused-since = The parameters since and at say what the page shows already.
refused-period = “{ $text }” is no period such as 2026-Q3 or 2026-07.
refused-account = An account needs its home page beside its name; an e-mail address stands alone.
refused-registration = The registration is not a UUID.
refused-key = A key needs a label and at least one scope.
refused-key-scope = There is no such scope. Choose from those on the form.
refused-key-days = The number of days is not a whole number from 1 on.
refused-key-days-many = The number of days is too large.
refused-key-rate = The number of requests is not a whole number from 1 on.
refused-field-empty = The field “{ $field }” is empty. Fill it in.
refused-field-address = The field “{ $field }” is no address of the web such as https://lms.example.org/token.
refused-multipart = A form that brings a file is multipart/form-data.
refused-file-large = The file has more than { $bytes } bytes. Import it with coachlight framework import.
refused-form-unread = The form cannot be read: { $text }.
refused-form = The form cannot be read: { $text }
refused-no-form = This takes what a form sends: { $text }
refused-form-large = The form is larger than is taken here: { $text }
refused-address = The address cannot be read: { $text }
refused-form-of-framework = The parameter form is case, case-1.0 or moodle.
refused-export-format = An export of { $what } is made as { $formats }.
refused-export-needs = An export of { $what } needs the parameter { $parameter }.
refused-export-period = An export of report needs a period such as 2026-Q3 or 2026-07.
refused-export-table = The export has no table “{ $table }”.
refused-export-session = An export of { $what } is of whoever has a session; an API key has none.
refused-export-window = The parameter window is 7, 30 or 90.
refused-export-agreed = What was agreed here keeps the engagement of single people out of files.
refused-export-matrix = The group is too large for one matrix.
refused-export-long = The export has more than { $rows } rows, which is too long for paper. Choose another format.
refused-export-large = The file would have more than { $bytes } bytes. Ask for less.
refused-export-failed = The gateway could not make it; its log says why.
refused-export-thrice = It was begun three times without coming to an end. Ask for less.
refused-export-room = There is no room for another file until exports expire or are removed.

place-line = line { $line }
place-cell = line { $line }, column { $column }
place-column = column { $column }
fault-at = { $place }: { $what }
fault-on-line = line { $line }: { $what }
fault-on-line-at = line { $line }, { $place }: { $what }
fault-not-taken = { $source } is not taken, nothing was changed:
fault-more = and { $count } more
fault-invite-unknown = Nobody of your groups is known by “{ $text }”.
fault-invite-twice = The person stands here twice.
fault-invite-open = The person is invited already.
fault-invite-many = At most { $most } people are invited at once.
fault-quoted = { $text }
fault-json = { $text }
fault-json-depth = { $text }
fault-json-values = { $text }
fault-json-twice = { $text }
fault-json-mark = { $text }
fault-json-utf-8 = { $text }
fault-unexpected = There is no member { $name } here.
fault-missing = The member { $name } is missing.
fault-key = The key { $name } is not { $wanted }.
fault-no-identifier = No identifier is given.
fault-many-identifiers = Several identifiers are given.
fault-forbidden = This member may not stand here.
fault-not = { $found } is not { $wanted }.
fault-a-list = A list
fault-an-object = An object
wanted-one-of = one of { $value }
wanted-iri = an absolute IRI
wanted-form = of the form { $value }
wanted-at-most = { $value } or less
wanted-at-least = { $value } or more
wanted-fewer = a list of { $count } or fewer
wanted-more = a list of { $count } or more
wanted-longer = a text of { $count } or more characters
wanted-pattern = of the form wanted here
wanted-or = { $one } or { $other }
wanted-keyword = what the keyword { $value } wants
type-array = an array
type-boolean = a boolean
type-integer = an integer
type-null = a null
type-number = a number
type-object = an object
type-string = a string
fault-undeclared-prefix = The prefix of "{ $name }" is not declared. Add it to prefixes, or write the whole IRI.
fault-undeclared-types = The types @{ $name } are not declared. Add them to types.
fault-rules-cap = The most of a day is less than one piece weighs. Raise it to the weight.
fault-rules-order = A level needs more than the one below it. Put the levels in rising order.
fault-rules-reach = Nobody can reach this level: all classes together show at most { $most }. Lower the threshold or raise a ceiling.
fault-rules-below = Red begins below amber. Exchange the two limits.
fault-rules-above = Red begins above amber. Exchange the two limits.
fault-rules-after = Red begins after amber. Exchange the two limits.
fault-rules-tenths = Points count in whole tenths. Round the number.
fault-circle = These are parts of each other in a circle: { $circle }. Take one of the links away.
fault-same-uri = { $uri } is the uri of { $first }, too; give each its own.
fault-no-idnumber = Each competency needs an idnumber.
fault-no-name = Each competency needs a name.
fault-no-short-name = Each competency needs a short name.
fault-no-uri = "{ $text }" is no absolute URI.
fault-moodle-row = Exactly one row is the framework and has 1 there. If the columns stand in another order, say which is which with --column.
fault-framework-name = The framework needs a name.
fault-column = There is no column "{ $column }"; there are { $known }.
fault-column-given = No column is called "{ $header }", which --column gives for { $column }.
fault-column-missing = The column { $column } is missing. Add it.
fault-scale-json = The scale’s configuration is no JSON list: { $text }.
fault-scale-beyond = It speaks of value { $value }, but the scale has { $count }.
fault-twice = "{ $name }" is there twice; give each its own.
fault-no-row = No row has the idnumber "{ $name }".
fault-no-row-near = No row has the idnumber "{ $name }". Did you mean "{ $near }"?
fault-weight = "{ $text }" is no weight: a number above 0, at most { $most }, such as 1.5.
fault-scale = "{ $text }" is no scale: "none", "default", or levels from the lowest on such as "Beginner|Advanced|Expert" or "Beginner=1|Advanced=3|Expert=5".
fault-scale-points = "{ $part }" has no points; give every level some, such as "Expert=5", or none.
fault-scale-order = The points of "{ $text }" do not rise from level to level.
fault-table-utf-8 = The text is not UTF-8. Save the table as UTF-8.
fault-table-empty = The table is empty.
fault-no-package = A CFPackage is a JSON object with CFDocument and CFItems.
fault-no-lists = This is an object of lists.
fault-no-list = This is a list of objects.
fault-opencase = This is the form of OpenCASE’s former management interface (document, items, sourcedId), not a CFPackage. Take what …/ims/case/v1p1/CFPackages/IDENTIFIER of the same server answers.
fault-list-of-frameworks = This is a list of frameworks, not one. Take what CFPackages/IDENTIFIER answers, or import from the endpoint’s address.
fault-no-document = A CFPackage has a CFDocument; here are { $found }.
fault-item-uri = An item needs a uri: statements name the competency by it. Add one.
fault-identifier = The identifier, a UUID, is missing. Add one.
fault-member = { $member } is missing or empty. Add it.
fault-uuid = "{ $text }" is no UUID.
fault-whole = { $text } is no whole number.
fault-text = This is a text, not { $found }.
fault-link = A link has title, identifier and uri; this is { $found }.
fault-link-empty = A link has an identifier (a UUID) or a uri; give it one.
fault-time = "{ $text }" is no time such as 2026-01-31T12:00:00Z.
fault-date = "{ $text }" is no date such as 2026-01-31.
fault-number = { $text } is no number.
kind-of-list = a list
kind-of-null = null
kind-of-number = a number
kind-of-object = an object
kind-of-text = a text
kind-of-truth = a truth value
fault-item-elsewhere = "{ $name }" is an item of the framework "{ $title }" already. Remove that one first, or give the item an identifier and a uri of its own and map the old one onto it.
fault-no-part = "{ $part }" is no part of "{ $whole }".
fault-itself = A competency is itself already.
fault-name-one = Name a competency by its uri, identifier or code.
fault-mapped = Line { $line } maps the same two already.
fault-factor = A factor is above 0 and at most 1, such as 0.5.
fault-role-name = Name the role.
fault-level-unrated = This competency is not rated: it only groups others. Name one of its parts.
fault-level = A level is a number from 1 to { $most }.
fault-level-named = A level is a number from 1 to { $most }, or one of { $names }.
fault-edition = "{ $text }" is no edition of CASE; there are 1.0 and 1.1.
fault-list-json = the list of CFDocuments is not JSON: { $text }
fault-no-endpoint = the answer has no CFDocuments: is this a CASE endpoint?
fault-not-there = the server has no framework { $framework }
fault-address = the address: { $text }
fault-credentials = the server asks for credentials: give --token-file, or --key and --secret-file ({ $status })
fault-elsewhere = the server sends to another address; import from that one ({ $status })
fault-refuses = the server refuses ({ $status })
fault-no-address = "{ $text }" is no address such as https://case.example.org/ims/case/v1p1.
fault-no-frameworks = The endpoint has no frameworks.
fault-answer-large = The answer has more than { $bytes } bytes.
fault-address-refused = This address may not be asked: it lies in a network of your own, or is no address of the web.
fault-unreachable = The other server could not be asked: { $text }
import-source = What you sent
fault-role-twice = The role asks for this one already.
refused-export-agent = The member agent is an agent as xAPI writes it in JSON.
fault-no-object = This is an object.
fault-sourced-id = sourcedId is of OpenCASE’s former interface; CASE calls it identifier. Export the framework from the CASE endpoint instead.
refused-attempts = Too many failed attempts. Wait a minute.

//! Words of the made-up organisation.

pub(super) const FIRST: [&str; 48] = [
    "Anna", "Bruno", "Cem", "Dana", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Katja",
    "Liam", "Mira", "Noah", "Olga", "Pavel", "Quinn", "Rosa", "Samir", "Tilda", "Ugo", "Vera",
    "Wanda", "Xenia", "Yusuf", "Zoe", "Amir", "Berta", "Carlo", "Doris", "Emil", "Fatma", "Georg",
    "Hanna", "Ivan", "Jana", "Kofi", "Lena", "Marek", "Nora", "Otto", "Paula", "Rami", "Selma",
    "Tom", "Ulla", "Viktor", "Yara",
];

pub(super) const LAST: [&str; 40] = [
    "Abel", "Berger", "Costa", "Demir", "Engel", "Fischer", "Graf", "Hoffmann", "Ito", "Jansen",
    "Keller", "Lang", "Meyer", "Novak", "Okafor", "Peters", "Quast", "Rossi", "Schmidt", "Tanaka",
    "Ulrich", "Vogel", "Weber", "Yilmaz", "Zimmer", "Arnold", "Brandt", "Conti", "Dietrich",
    "Ebert", "Falk", "Gruber", "Hansen", "Iversen", "Jung", "Kraus", "Lopez", "Moser", "Nagel",
    "Orban",
];

/// What groups work on: the group's name, the competency's name, its last part of the address.
pub(super) const TOPICS: [(&str, &str, &str); 8] = [
    ("Improving negotiation skills", "Negotiation", "negotiation"),
    ("Giving and taking feedback", "Feedback", "feedback"),
    (
        "Leading without authority",
        "Lateral leadership",
        "lateral-leadership",
    ),
    ("Presenting to decision makers", "Presenting", "presenting"),
    (
        "Handling conflict early",
        "Conflict management",
        "conflict-management",
    ),
    (
        "Deciding under uncertainty",
        "Decision making",
        "decision-making",
    ),
    (
        "Conversations with customers",
        "Customer orientation",
        "customer-orientation",
    ),
    (
        "Working together at a distance",
        "Remote collaboration",
        "remote-collaboration",
    ),
];

pub(super) const TITLES: [&str; 16] = [
    "What helped me last week",
    "An article worth ten minutes",
    "Notes from the workshop",
    "A case that went wrong",
    "My checklist",
    "How I prepare now",
    "Two sentences that changed the meeting",
    "A video for the weekend",
    "What our supplier taught me",
    "Trying the method with my team",
    "A template you can use",
    "Where I got stuck",
    "Before and after",
    "The question I ask first",
    "What the book leaves out",
    "Small experiment, good result",
];

pub(super) const POSTS: [&str; 12] = [
    "I wrote down my goal and my limit before the call. It kept me from agreeing too early.",
    "The part on listening is short, but it is the part I keep going back to.",
    "We tried it in yesterday's meeting. Silence after the question is harder than it sounds.",
    "My first attempt failed because I explained too much. The second was half as long.",
    "What surprised me: asking for their constraints changed the whole conversation.",
    "I made a one-page version of the workshop's model, please correct me where I am wrong.",
    "This worked with colleagues I know well. I am not sure yet about new customers.",
    "Three things I will do differently next time, and one that I will keep.",
    "I compared both methods on the same case. The simpler one was good enough.",
    "We agreed on criteria first and on options second. It saved us an hour.",
    "Here is the list of questions that I now send before such a meeting.",
    "It is easier to say when I start with what I have seen and not with what I think.",
];

pub(super) const QUESTIONS: [&str; 6] = [
    "How do you answer when the other side will not name a number?",
    "Has anybody used this with a team that has never met in person?",
    "What do you do when the meeting is over before you have made your point?",
    "Which of the exercises from the workshop do you still use?",
    "How do you find out what really matters to them?",
    "Where would you start if you had only one hour to prepare?",
];

pub(super) const REPLIES: [&str; 10] = [
    "Thank you, I will try that on Thursday.",
    "That matches what I have seen. In my case it took two attempts.",
    "I do it the other way round: first the limits, then the goal.",
    "Could you share the template?",
    "It depends on how well you know them, I think.",
    "We did this with four people and it worked well.",
    "Good point. I had not thought of the second step.",
    "I would add a short summary at the end.",
    "That did not work for me, perhaps because we were under pressure of time.",
    "Yes, and it helps to write it down at once.",
];

pub(super) const REFLECTION: &str = "Looking back at the last two weeks I notice that I prepare more and talk less. What I want to \
     practise next is to name my limit early and to ask one more question before I answer.";

pub(super) const STEPS: [&str; 6] = [
    "Prepare the next supplier talk with the checklist",
    "Open a meeting with a question instead of a proposal",
    "Ask a colleague to watch me and tell me what they saw",
    "Agree on criteria before options in the project board",
    "Summarise the agreement in writing on the same day",
    "Practise the difficult opening with a peer",
];

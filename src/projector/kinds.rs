//! The closed lists behind facts: what an actor did, what it counts as.

use crate::store::coded;

coded! {
    /// What an actor did.
    pub enum ActKind {
        /// Accepted a reply as the answer.
        AcceptAnswer = 1 "accept-answer",
        /// Reached a goal or competency.
        Achieve = 2 "achieve",
        /// Made somebody a coach of a group.
        AppointCoach = 39 "appoint-coach",
        /// Answered one test item.
        AnswerItem = 3 "answer-item",
        /// Asked a question.
        Ask = 4 "ask",
        /// Took a test with a result.
        Assess = 5 "assess",
        /// Was at a workshop or meeting.
        Attend = 6 "attend",
        /// Said anew what a learning group is called or about.
        ChangeGroup = 43 "change-group",
        /// Closed a learning group.
        CloseGroup = 41 "close-group",
        /// Completed something without a score.
        Complete = 7 "complete",
        /// Made a learning group.
        CreateGroup = 8 "create-group",
        /// Ended that somebody is a coach of a group.
        DismissCoach = 40 "dismiss-coach",
        /// Disliked a contribution: stored, without weight.
        Dislike = 9 "dislike",
        /// Earned a badge or certificate.
        EarnCredential = 10 "earn-credential",
        /// Changed a contribution.
        Edit = 11 "edit",
        /// Enrolled in a course.
        Enrol = 36 "enrol",
        /// Lost a badge or certificate.
        EndCredential = 12 "end-credential",
        /// A coach put a resource at the top of a group.
        Feature = 44 "feature",
        /// A coach helped somebody on.
        Hint = 13 "hint",
        /// Known, and without meaning here.
        Ignore = 14 "ignore",
        /// Invited somebody to a group.
        Invite = 15 "invite",
        /// Joined a group.
        Join = 16 "join",
        /// Left a group.
        Leave = 17 "leave",
        /// Liked a contribution.
        Like = 18 "like",
        /// Set a goal, or linked a competency to a group.
        Plan = 19 "plan",
        /// Contributed something new.
        Post = 20 "post",
        /// Was there.
        Presence = 21 "presence",
        /// Noted progress on a goal.
        Progress = 22 "progress",
        /// Rated a person or contribution.
        Rate = 23 "rate",
        /// Reflected in writing.
        Reflect = 24 "reflect",
        /// Opened a closed learning group again.
        ReopenGroup = 42 "reopen-group",
        /// Replied or commented.
        Reply = 25 "reply",
        /// Held a review interview.
        Review = 26 "review",
        /// Shared a resource.
        Share = 27 "share",
        /// Worked on a course.
        Take = 28 "take",
        /// Put something into practice.
        Transfer = 29 "transfer",
        /// Left a course.
        Unenrol = 37 "unenrol",
        /// Took an own share back.
        Unshare = 38 "unshare",
        /// Took a like back.
        Unlike = 30 "unlike",
        /// Gave a goal up.
        Unplan = 31 "unplan",
        /// Vouched for somebody's step or competency.
        Verify = 32 "verify",
        /// Looked at a resource.
        View = 33 "view",
        /// Voided a statement.
        Void = 34 "void",
        /// Took a contribution back.
        Withdraw = 35 "withdraw",
    }
}

impl ActKind {
    /// Whether it brings its object into being, so that its actor is the object's author.
    #[must_use]
    pub const fn creates(self) -> bool {
        matches!(
            self,
            Self::Post | Self::Share | Self::Ask | Self::Reply | Self::Reflect
        )
    }

    /// Whether it adds to a discussion: something new, or a comment on a thing.
    #[must_use]
    pub const fn is_contribution(self) -> bool {
        self.creates() || matches!(self, Self::Reply)
    }

    /// Whether it makes nobody a member: whoever organised a group is not its learner afterwards.
    #[must_use]
    pub const fn organises(self) -> bool {
        matches!(
            self,
            Self::AppointCoach
                | Self::ChangeGroup
                | Self::CloseGroup
                | Self::CreateGroup
                | Self::DismissCoach
                | Self::Feature
                | Self::ReopenGroup
        )
    }

    /// Whether it ends a goal or a planned step: it is reached, done or given up.
    #[must_use]
    pub const fn ends_an_aim(self) -> bool {
        matches!(self, Self::Achieve | Self::Transfer | Self::Unplan)
    }

    /// Whether it means nothing any more once its object is withdrawn.
    #[must_use]
    pub const fn speaks_of_object(self) -> bool {
        matches!(
            self,
            Self::AcceptAnswer
                | Self::Dislike
                | Self::Feature
                | Self::Like
                | Self::Rate
                | Self::Unlike
        )
    }
}

coded! {
    /// Why nothing, or nothing for anybody, could be made of a statement.
    pub enum Unused {
        /// No rule of the vocabulary matches its verb.
        NoRule = 1 "no-rule",
        /// An anonymous group did it.
        NobodyToCredit = 2 "nobody-to-credit",
        /// The score or progress that it should bring is missing or cannot be read.
        NoScore = 3 "no-score",
        /// A reflection of too few characters.
        TooShort = 4 "too-short",
        /// The same was sent before without an identifier.
        SentBefore = 5 "sent-before",
        /// The contribution that it is about is not known.
        UnknownContribution = 6 "unknown-contribution",
        /// A contribution for which no group is found.
        NoGroup = 7 "no-group",
    }
}

coded! {
    /// What an act counts as in a group's engagement (`domain.md` 4.2).
    pub enum EngagementKind {
        /// An answer of the actor was accepted.
        AnswerAccepted = 1 "answer-accepted",
        /// Asked a question.
        Ask = 2 "ask",
        /// Attended a workshop.
        Attend = 3 "attend",
        /// Joined the group.
        Join = 4 "join",
        /// Gave a like.
        Like = 5 "like",
        /// Planned a goal.
        Plan = 6 "plan",
        /// Posted or shared.
        Post = 7 "post",
        /// Was active without scoring.
        Presence = 8 "presence",
        /// Noted progress on a goal.
        Progress = 9 "progress",
        /// Reflected.
        Reflection = 10 "reflection",
        /// Replied or commented.
        Reply = 11 "reply",
        /// Did a transfer step.
        Transfer = 12 "transfer",
        /// Viewed a resource.
        View = 13 "view",
        /// Nothing.
        None = 0 "none",
    }
}

coded! {
    /// What an act is evidence of in the competency ledger (`domain.md` 3.3).
    pub enum EvidenceKind {
        /// Progress claimed by the learner.
        SelfProgress = 1 "self_progress",
        /// A written reflection.
        Reflection = 2 "reflection",
        /// A transfer step reported by the learner.
        TransferSelf = 3 "transfer_self",
        /// A post, share, reply, comment or answer.
        Contribution = 4 "contribution",
        /// A like; it counts for the author.
        Like = 5 "like",
        /// A peer's rating of a person or contribution.
        PeerRating = 6 "peer_rating",
        /// An answer that was accepted.
        AnswerAccepted = 7 "answer_accepted",
        /// Attendance.
        Attended = 8 "attended",
        /// Completion without success or score.
        Completed = 9 "completed",
        /// A test result.
        Assessed = 10 "assessed",
        /// One test item.
        Question = 11 "question",
        /// A badge, certificate or conferred competency.
        Credential = 12 "credential",
        /// A transfer step that a coach confirmed.
        TransferVerified = 13 "transfer_verified",
        /// A coach's rating.
        CoachRating = 14 "coach_rating",
        /// Nothing.
        None = 0 "none",
    }
}

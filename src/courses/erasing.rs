//! What of a person stands in the tables of courses.

use crate::people::held;

held! {
    removed {
        roster_places: "course_seat" where "EXISTS (SELECT 1 FROM course_member m
            WHERE m.person = $1 AND m.course = course_seat.course
                AND m.subject = course_seat.subject)",
        roster_entries: "course_member" where "person = $1",
        roster_changes: "course_change" where "person = $1",
    }
    renamed {}
    texts {
        titles: "course"."title",
        teams: "course_team"."name",
        states: "course_round"."state",
        troubles: "course_round"."error",
    }
}

//! What of a person stands in the tables of alerts.

use crate::people::held;

held! {
    removed {
        alert_events: "alert_event" where "alert IN (SELECT id FROM alert
            WHERE person = $1 OR subject = $1)",
        alerts_seen: "alert_seen" where "person = $1 OR alert IN (SELECT id FROM alert
            WHERE person = $1 OR subject = $1)",
        alerts: "alert" where "person = $1 OR subject = $1",
    }
    renamed {
        snoozed: "alert"."snoozed_by",
        events: "alert_event"."by_person",
    }
    texts {
        snooze_reasons: "alert"."snooze_reason",
        event_reasons: "alert_event"."reason",
        // How far the daily look at all groups is, by their names.
        places: "alert_watch"."sweep_name",
    }
}

-- Owner: alerts. Who put an alert off is found again when two persons are made one.

CREATE INDEX alert_snoozed_by ON alert (snoozed_by) WHERE snoozed_by IS NOT NULL;

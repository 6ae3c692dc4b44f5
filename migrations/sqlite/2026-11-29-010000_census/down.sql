DROP INDEX past_findings_ended;
DROP TABLE censuses;

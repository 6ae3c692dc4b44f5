DELETE FROM acts WHERE kind = 'mail address set';
DROP TABLE mails;
DROP TABLE addresses;
DROP INDEX coverage_uncut;

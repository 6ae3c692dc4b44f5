-- The version before knows no late answers: those that came when their building needed no more had
-- no say, and go. What is counted kept goes down with them.
UPDATE enrolments SET answered = answered - (
    SELECT count(*) FROM judgements
    WHERE judgements.volunteer_id = enrolments.volunteer_id
        AND judgements.campaign_id = enrolments.campaign_id
        AND judgements.purpose = 'surplus'
        AND NOT EXISTS (
            SELECT 1 FROM supersedings WHERE supersedings.judgement_id = judgements.id
        )
);
DELETE FROM supersedings WHERE judgement_id IN (
    SELECT id FROM judgements WHERE purpose = 'surplus'
);
DELETE FROM judgements WHERE purpose = 'surplus';

-- Nor does it know why a picture could not be used: `20:blur,30` becomes `20,30`.
UPDATE judgements SET unusable =
    replace(replace(replace(replace(replace(
        unusable, ':cloud', ''), ':blur', ''), ':shifted', ''), ':missing', ''), ':other', '')
WHERE unusable LIKE '%:%';

DROP TABLE texts;
DROP TABLE practices;
DROP TABLE avoided;
DROP TABLE remarks;
DROP TABLE devices;
DROP INDEX volunteers_of_phrase;
ALTER TABLE volunteers DROP COLUMN phrase_hash;
ALTER TABLE golds DROP COLUMN hint;
ALTER TABLE golds DROP COLUMN practice;
DELETE FROM assignments WHERE purpose = 'practice';
ALTER TABLE campaigns DROP COLUMN help;
ALTER TABLE campaigns DROP COLUMN feedback;

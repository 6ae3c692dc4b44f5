DROP TABLE acts;
DROP TABLE join_links;
ALTER TABLE campaigns DROP COLUMN visibility;
DELETE FROM sessions;
ALTER TABLE sessions DROP COLUMN is_whole;
ALTER TABLE sessions DROP COLUMN seen_at;
DROP TABLE invitations;
DROP TABLE paper_codes;
-- Before, one role held everywhere: nobody may get more than they had, nor an account that was
-- taken away come back.
ALTER TABLE accounts ADD COLUMN role TEXT NOT NULL DEFAULT 'researcher';
UPDATE accounts SET role = 'coordinator'
    WHERE is_admin OR NOT EXISTS (
        SELECT 1 FROM campaigns WHERE NOT EXISTS (
            SELECT 1 FROM memberships
                WHERE memberships.campaign_id = campaigns.id
                  AND memberships.account_id = accounts.id
                  AND memberships.role = 'coordinator'));
UPDATE accounts SET password_hash = ''
    WHERE disabled_at IS NOT NULL
       OR (role = 'researcher' AND EXISTS (
            SELECT 1 FROM campaigns WHERE NOT EXISTS (
                SELECT 1 FROM memberships
                    WHERE memberships.campaign_id = campaigns.id
                      AND memberships.account_id = accounts.id
                      AND memberships.role IN ('coordinator', 'researcher', 'auditor'))));
DROP TABLE memberships;
ALTER TABLE accounts DROP COLUMN second_step;
ALTER TABLE accounts DROP COLUMN second_since;
ALTER TABLE accounts DROP COLUMN second_generation;
ALTER TABLE accounts DROP COLUMN disabled_at;
ALTER TABLE accounts DROP COLUMN is_admin;

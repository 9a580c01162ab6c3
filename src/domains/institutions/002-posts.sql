-- 岗位随交接换现任
grant update (membership_id) on institutions.post to app;

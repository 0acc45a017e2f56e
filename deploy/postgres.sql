-- The second database: the conversations, which the engines write.
CREATE DATABASE conversations OWNER helpdesk;

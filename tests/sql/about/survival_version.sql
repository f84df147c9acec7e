-- survival_version: the version alone, or all of the build as JSON
SELECT survival_version() = survival_version('text'), survival_version() = survival_version('json') ->> 'version';
SELECT group_concat(key, ' ') FROM json_each(survival_version('json'));
SELECT survival_version('json') ->> 'sqlite_at_run' = sqlite_version(), survival_version('json') ->> 'sqlite_at_build' GLOB '3.*';
SELECT survival_version('json') ->> 'compiler' GLOB '* *.*', coalesce(length(survival_version('json') ->> 'commit') >= 40, 1);
-- NULL is the default, as of every option
SELECT survival_version(NULL) = survival_version();
SELECT survival_version('xml');
SELECT survival_version('json', 1);

-- How words are to be spoken (再生メッセージ置き換え設定), and the rules for what speech engines read badly, per space and language.

create table reading (
  id         uuid primary key,
  space_id   uuid not null references space,
  language   text not null check (language in ('ja', 'en')),
  -- compared letter by letter: capitals are other words, and lists are in the order of the letters
  word       text collate "C" not null,
  reading    text not null,
  managed_by text not null check (managed_by in ('file', 'console')),
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index reading_word on reading (space_id, language, word);

-- Rules that are switched off; where there is no row every rule is on.
create table reading_rule (
  space_id   uuid not null references space,
  language   text not null check (language in ('ja', 'en')),
  off        text[] not null,
  managed_by text not null check (managed_by in ('file', 'console')),
  updated_at timestamptz not null,
  primary key (space_id, language)
);

do $$
declare
  name text;
begin
  foreach name in array array['reading', 'reading_rule'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy one_space on %I using ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))
                    with check ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))', name);
    execute format('grant select, insert, update, delete on %I to noroshi_app', name);
  end loop;
end
$$;

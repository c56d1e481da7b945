-- A provider's list of calls does not say which attempt each was made for. An attempt whose result is unknown must not take
-- another attempt's call for its own, so calls are found by the id the provider gave them.

create index attempt_provider on attempt (provider_id) where provider_id is not null;

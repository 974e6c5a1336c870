namespace Millrace.Testing.Tests.Functions;

/// <summary>What <see cref="FadingMemory"/> keeps of one key, obviously.</summary>
internal sealed class MemoryModel(long timeToLiveUs, bool renewOnRead)
{
    private readonly Dictionary<string, (string Text, long Number, long Expires)> _map = [];
    private readonly List<(long Number, string Text)> _list = [];
    private readonly List<string> _aggregated = [];
    private (string? Text, long Expires) _value, _reduced;
    private long _listExpires, _aggregatedExpires;

    /// <summary>Applies a row, and returns the texts told.</summary>
    public List<string> Apply(MemoryCommand command, MemoryField field, int entry, string text, long number, long nowUs)
    {
        Forget(nowUs);
        long expires = nowUs + timeToLiveUs;
        string name = FadingMemory.Entry(entry).ToString();
        bool reads = command != MemoryCommand.Write && renewOnRead;
        switch (command, field)
        {
            case (MemoryCommand.Write, MemoryField.Value): _value = (text, expires); break;
            case (MemoryCommand.Write, MemoryField.List): _list.Add((number, text)); _listExpires = expires; break;
            case (MemoryCommand.Write, MemoryField.Map): _map[name] = (text, number, expires); break;
            case (MemoryCommand.Write, MemoryField.Reducing): _reduced = (_reduced.Text is { } other && string.CompareOrdinal(other, text) > 0 ? other : text, expires); break;
            case (MemoryCommand.Write, MemoryField.Aggregating): _aggregated.Add(text); _aggregatedExpires = expires; break;
            case (MemoryCommand.Read, MemoryField.Value): return Read(ref _value, reads, expires);
            case (MemoryCommand.Read, MemoryField.Reducing): return Read(ref _reduced, reads, expires);
            case (MemoryCommand.Read, MemoryField.List):
                if (reads) _listExpires = expires;
                return [.. _list.Select(item => $"{item.Number} {item.Text}")];
            case (MemoryCommand.Read, MemoryField.Aggregating):
                if (reads) _aggregatedExpires = expires;
                return _aggregated.Count == 0 ? [] : [$"{_aggregated.Count}:{_aggregated.MaxBy(value => value.Length)}"];
            case (MemoryCommand.Read, MemoryField.Map):
                var names = entry == 0 ? _map.Keys.Order(StringComparer.Ordinal).ToList() : _map.ContainsKey(name) ? [name] : [];
                var read = names.Select(key => entry == 0 ? $"{key} {_map[key].Number} {_map[key].Text}" : _map[key].Text).ToList();
                foreach (string key in names)
                    if (reads) _map[key] = _map[key] with { Expires = expires };
                return read;
            case (MemoryCommand.Remove, MemoryField.Map): return _map.Remove(name) ? ["removed"] : [];
            case (MemoryCommand.Remove, MemoryField.List):
                if (reads) _listExpires = expires;
                if (_list.Count > 0) _list.RemoveAt(0);
                break;
            case (MemoryCommand.Clear, MemoryField.Value): _value = default; break;
            case (MemoryCommand.Clear, MemoryField.List): _list.Clear(); break;
            case (MemoryCommand.Clear, MemoryField.Map): _map.Clear(); break;
            case (MemoryCommand.Clear, MemoryField.Reducing): _reduced = default; break;
            case (MemoryCommand.Clear, MemoryField.Aggregating): _aggregated.Clear(); break;
            default: break;
        }
        return [];
    }

    private static List<string> Read(ref (string? Text, long Expires) value, bool reads, long expires)
    {
        if (value.Text is null) return [];
        if (reads) value.Expires = expires;
        return [value.Text];
    }

    private void Forget(long nowUs)
    {
        if (_value.Expires <= nowUs) _value = default;
        if (_reduced.Expires <= nowUs) _reduced = default;
        if (_listExpires <= nowUs) _list.Clear();
        if (_aggregatedExpires <= nowUs) _aggregated.Clear();
        foreach (string name in _map.Where(pair => pair.Value.Expires <= nowUs).Select(pair => pair.Key).ToList()) _map.Remove(name);
    }
}

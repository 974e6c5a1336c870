namespace Millrace.Runtime;

/// <summary>The drift groups of a run, by name. Thread: any.</summary>
internal sealed class DriftGroups
{
    private readonly Dictionary<(string Name, int Vertex), DriftGroup> _groups = [];

    /// <summary>The group of that name; a source that says none has one of its own.</summary>
    public DriftGroup Of(string name, Vertex vertex)
    {
        lock (_groups)
        {
            var key = (name, name.Length == 0 ? vertex.Id : -1);
            if (!_groups.TryGetValue(key, out var group)) _groups[key] = group = new DriftGroup();
            return group;
        }
    }
}

using System.Collections;
using System.Reflection;

namespace Millrace.Jobs.Tests.Randomized;

/// <summary>The lists and sets that a job's sinks fill: after a crash they have again what they had at the last snapshot.</summary>
internal sealed class Collected
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    private readonly List<(dynamic Collection, Array Noted)> _collections = [];

    /// <summary>Those in the properties of a job that nobody sets, also inside objects of the tests' own.</summary>
    public static Collected Of(object job)
    {
        var collected = new Collected();
        foreach (var property in job.GetType().GetProperties(Fields).Where(property => !property.CanWrite)) collected.Add(property.GetValue(job)!);
        Assert.NotEmpty(collected._collections);
        return collected;
    }

    public void Note()
    {
        for (int i = 0; i < _collections.Count; i++) _collections[i] = (_collections[i].Collection, Enumerable.ToArray(_collections[i].Collection));
    }

    public void TakeBack()
    {
        foreach (var (collection, noted) in _collections)
        {
            collection.Clear();
            foreach (dynamic item in noted) collection.Add(item);
        }
    }

    private void Add(object value)
    {
        if (value is IEnumerable) _collections.Add((value, Array.Empty<object>()));
        else foreach (var field in value.GetType().GetFields(Fields)) Add(field.GetValue(value)!);
    }
}

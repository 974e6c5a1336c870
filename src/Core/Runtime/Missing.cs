using Millrace.Records;

namespace Millrace.Runtime;

/// <summary>What a job lacks to be built with the source or sink that it has been given.</summary>
internal static class Missing
{
    public static JobConfigurationException Source(string place) => new(
        $"'{place}' is null, but the job reads it. Set it in code where the job is made, for example to Csv.Read<…>(path) or Rows.From(rows), or give it a default.");

    public static JobConfigurationException Sink(string place) => new(
        $"'{place}' is null, but the job writes to it. Set it in code where the job is made, for example to Csv.Write<…>(path) or Rows.Discard<…>(), or give it a default.");

    /// <summary>Throws if nothing is known of the rows.</summary>
    public static void CheckLayout<T, TRecord>(string place, string connector) where T : unmanaged where TRecord : struct
    {
        if (typeof(TRecord) == typeof(OpaqueRecord<T>))
            throw new JobConfigurationException($"'{place}' is {connector}, which has to know the layout of its rows, and that of {TypeName.Of(typeof(T))} is not known. Make {TypeName.Of(typeof(T))} a [Record], or use a connector that takes rows as they are, such as Rows.From and Rows.Discard.");
    }
}

using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Millrace.Connectors;

/// <summary>Who reads and who writes the program's channels, whichever source or sink they were given to. Thread: any.</summary>
internal static class ChannelClaims
{
    private static readonly ConditionalWeakTable<object, RunClaim> Writers = [];
    private static readonly ConditionalWeakTable<object, object> Readers = [];

    /// <summary>The right to write to a channel.</summary>
    public static RunClaim Of<T>(ChannelWriter<T> channel) => Writers.GetValue(channel, static key => new RunClaim("The channel that the job writes to", error => ((ChannelWriter<T>)key).TryComplete(error)));

    /// <summary>Takes a channel to read; false if it is read already.</summary>
    public static bool TryRead(object channel) => Readers.TryAdd(channel, channel);

    /// <summary>It is read no more.</summary>
    public static void Release(object channel) => Readers.Remove(channel);
}

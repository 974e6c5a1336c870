using System.Reflection;
using System.Runtime.InteropServices;

namespace Millrace.Memory;

/// <summary>The system's liblz4, under whatever file name the platform gives it.</summary>
internal static unsafe partial class Lz4Library
{
    private const string Name = "lz4";

    private static nint _handle;

    static Lz4Library() => NativeLibrary.SetDllImportResolver(typeof(Lz4Library).Assembly, Resolve);

    /// <summary>The names to try, most specific first.</summary>
    public static string[] FileNames =>
        OperatingSystem.IsWindows() ? ["liblz4.dll", "lz4.dll"]
        : OperatingSystem.IsMacOS() ? ["liblz4.1.dylib", "liblz4.dylib"]
        : ["liblz4.so.1", "liblz4.so"];

    /// <summary>Loads the first library that is there. Null if that worked; otherwise the reason, for the log.</summary>
    public static string? Load(string[] fileNames)
    {
        foreach (string fileName in fileNames)
        {
            if (!NativeLibrary.TryLoad(fileName, out nint handle)) continue;
            if (NativeLibrary.TryGetExport(handle, "LZ4_compress_default", out _) && NativeLibrary.TryGetExport(handle, "LZ4_decompress_safe", out _))
            {
                _handle = handle;
                return null;
            }
            NativeLibrary.Free(handle);
        }
        return $"LZ4 compression is off: none of {string.Join(", ", fileNames)} could be loaded; install the system's lz4 library (Debian and Ubuntu: liblz4-1).";
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == Name ? _handle : 0;

    [LibraryImport(Name, EntryPoint = "LZ4_compress_default")]
    public static partial int Compress(byte* source, byte* destination, int sourceBytes, int destinationBytes);

    [LibraryImport(Name, EntryPoint = "LZ4_decompress_safe")]
    public static partial int Decompress(byte* source, byte* destination, int sourceBytes, int destinationBytes);
}
